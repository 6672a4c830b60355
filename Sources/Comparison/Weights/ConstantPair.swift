import ModelIR

/// A constant of a layer and the one in its place in the other model.
struct ConstantPair {
    enum Role { case kernel, bias, other }

    let role: Role
    let shape: Shape
    let a: Value?
    let b: Value?
    /// What goes in and what comes out in the first model.
    let input: ValueID
    let output: ValueID

    /// The real numbers of both. A bias that is not there is one of zeros.
    func numbers() -> (a: [Float], b: [Float]) {
        let zeros = a == nil || b == nil ? Array(repeating: Float(0), count: shape.elementCount) : []
        return (a?.realNumbers() ?? zeros, b?.realNumbers() ?? zeros)
    }

    /// Pairs the constants of two layers, or says why they have none in common.
    static func all(
        _ a: ComparedLayer, _ b: ComparedLayer, in pair: ComparedPair
    ) throws(Obstacle) -> [ConstantPair] {
        guard let one = pair.a.real, let other = pair.b.real else { return [] }
        let nodesOfA = a.nodes.map { one.nodes[$0] }.filter(one.hasParameters)
        let nodesOfB = b.nodes.map { other.nodes[$0] }.filter(other.hasParameters)
        guard nodesOfA.map(\.op.name) == nodesOfB.map(\.op.name) else {
            throw Obstacle("\(list(nodesOfA)) in A, \(list(nodesOfB)) in B")
        }
        var pairs: [ConstantPair] = []
        for (node, counterpart) in zip(nodesOfA, nodesOfB) {
            for position in 0..<max(node.inputs.count, counterpart.inputs.count) {
                let (first, second) = (
                    pair.a.parameter(node, position), pair.b.parameter(counterpart, position)
                )
                let role: Role = !node.op.hasKernel ? .other : position == 2 ? .bias : .kernel
                switch (first, second) {
                case (nil, nil): continue
                case (let first?, let second?) where first.shape.withoutOnes == second.shape.withoutOnes: break
                case (nil, _?) where role == .bias, (_?, nil) where role == .bias: break
                default:
                    let shapes = [first, second].map { $0?.shape.description ?? "none" }
                    throw Obstacle("shape \(shapes[0]) in A, \(shapes[1]) in B")
                }
                pairs.append(
                    ConstantPair(
                        role: role, shape: (first ?? second)?.shape ?? Shape([]), a: first, b: second,
                        input: node.inputs[0], output: node.outputs[0]))
            }
        }
        return pairs
    }

    /// Why numbers of two layers cannot be compared.
    struct Obstacle: Error {
        let text: String

        init(_ text: String) { self.text = text }
    }

    private static func list(_ nodes: [Node]) -> String {
        nodes.isEmpty ? "no weights" : nodes.map(\.op.name).joined(separator: " + ")
    }
}

extension Graph {
    /// Whether one of the inputs of `node` is a constant of real numbers.
    fileprivate func hasParameters(_ node: Node) -> Bool {
        node.inputs.contains { self[$0].isConstant && self[$0].type == .float32 }
    }
}

extension ComparedPair.Side {
    /// The constant of real numbers that `node` reads at `position`, as the file has it.
    fileprivate func parameter(_ node: Node, _ position: Int) -> Value? {
        guard let real, let graph, node.inputs.indices.contains(position) else { return nil }
        let id = node.inputs[position]
        guard real[id].isConstant, real[id].type == .float32 else { return nil }
        return graph[id].isConstant ? graph[id] : real[id]
    }
}

extension Shape {
    /// Dimensions that matter for the order of elements.
    fileprivate var withoutOnes: [Int] { dimensions.filter { $0 != 1 } }
}
