import ModelIR

/// A value of one model and the one that stands for it in the other.
struct ValuePair: Sendable {
    /// The place of the layer among the matches.
    let row: Int
    let a: ValueID
    let b: ValueID
    /// By what the second model's numbers are divided to be in units of the first.
    let unit: Double

    /// The results of all matched layers that can be compared, and why others cannot.
    static func all(
        of matches: [LayerMatch], in pair: ComparedPair, units: StageUnits
    ) -> (pairs: [ValuePair], obstacles: [Int: String]) {
        guard let one = pair.a.real, let other = pair.b.real else { return ([], [:]) }
        var pairs: [ValuePair] = []
        var obstacles: [Int: String] = [:]
        for (row, match) in matches.enumerated() {
            guard let a = match.a, let b = match.b else { continue }
            // Where one model fused an activation into the layer, the other's counterpart stands behind its own.
            let first = pair.a.results(
                of: a, behind: matches.filter { $0.b == nil && $0.into == pair.b.layers[b].key }.compactMap(\.a))
            let second = pair.b.results(
                of: b, behind: matches.filter { $0.a == nil && $0.into == pair.a.layers[a].key }.compactMap(\.b))
            guard let lastOfA = first.last, let lastOfB = second.last else { continue }
            // A layer that is called several times has as many results; otherwise the last one stands for it.
            let values = first.count == second.count ? Array(zip(first, second)) : [(lastOfA, lastOfB)]
            for (value, partner) in values where obstacles[row] == nil {
                let shapes = (one[value].shape, other[partner].shape)
                if shapes.0.ofSample != shapes.1.ofSample {
                    obstacles[row] = "shape \(shapes.0) in A, \(shapes.1) in B"
                } else if pair.hasOffsets, units.isInStage(value) {
                    obstacles[row] = "its bias was moved in one of the models alone"
                } else {
                    pairs.append(ValuePair(row: row, a: value, b: partner, unit: units[value]))
                }
            }
        }
        return (pairs.filter { obstacles[$0.row] == nil }, obstacles)
    }
}

extension ComparedPair.Side {
    /// What the layer at `place` gives, or the last of those layers `fused` with it in the other model that compute
    /// anything here.
    fileprivate func results(of place: Int, behind fused: [Int]) -> [ValueID] {
        let own = layers[place].outputs
        guard let real, let last = own.last else { return own }
        let behind = fused.filter { $0 > place }.map { layers[$0].outputs }.last { outputs in
            outputs.count == 1 && outputs.allSatisfy { real[$0].shape.ofSample == real[last].shape.ofSample }
        }
        return behind ?? own
    }
}

extension Shape {
    /// Dimensions of a sample that matter for the order of its elements.
    fileprivate var ofSample: [Int] { dimensions.dropFirst().filter { $0 != 1 } }
}
