import Inspect
import ModelIR

extension ModelComparison.Activations {
    init(_ run: ActivationComparison, _ choice: ComparedSamples, _ layers: [ComparedLayerReport]) {
        self.init(
            data: choice.data, part: run.part, samples: run.samples, available: run.available,
            outputs: run.outputs.map { Output(name: $0.name, error: ErrorFigures($0.error)) },
            agreement: run.agreeing.map { Double($0) / Double(max(1, run.samples)) },
            layers: layers.count { $0.activations != nil }, notComparable: run.obstacles.count)
    }
}

extension [ComparedLayerReport] {
    /// Adds to each layer how far its results are apart, and what it lost of the signal.
    mutating func add(_ run: ActivationComparison, _ matches: [LayerMatch], _ side: ComparedPair.Side) {
        for row in indices {
            self[row].activations = run.errors[row].flatMap(ErrorFigures.init)
            self[row].obstacleOfActivations = run.obstacles[row]
        }
        guard let graph = side.real else { return }
        var rows: [ValueID: Int] = [:]
        for (row, match) in matches.enumerated() {
            for value in match.a.map({ side.layers[$0].outputs }) ?? [] { rows[value] = row }
        }
        for (row, match) in matches.enumerated() {
            guard let place = match.a, let own = self[row].activations?.signalToNoise else { continue }
            let read = side.layers[place].nodes.flatMap { graph.nodes[$0].inputs }.compactMap { rows[$0] }
            let inputs = read.filter { $0 != row }.compactMap { self[$0].activations?.signalToNoise }
            self[row].loss = inputs.min().map { $0 - own }
        }
    }
}
