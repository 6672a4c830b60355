import ModelIR

/// What became of layers that the other model does not have as such.
struct LayerFates {
    private let side: ComparedPair.Side
    private let other: ComparedPair.Side
    /// By place of a layer, the place of its partner in `other`.
    private let partners: [Int: Int]
    /// By name of a layer, the place of the layer of `other` whose name tells of it.
    private let mentions: [String: Int]
    /// By name of a value, the place of the layer of `other` that makes it.
    private let makers: [String: Int]
    private let namesOfValues: LayerNames
    private let places: [String: Int]
    /// The layers of the file: who makes what they read, and who reads what they make.
    private let flow: LayerFlow?

    init(of side: ComparedPair.Side, in other: ComparedPair.Side, partners: [Int: Int], mentions: [String: Int]) {
        self.side = side
        self.other = other
        self.partners = partners
        self.mentions = mentions
        var makers: [String: Int] = [:]
        if let real = other.real {
            for (place, layer) in other.layers.enumerated() where !layer.isJoined {
                for value in layer.nodes.flatMap({ real.nodes[$0].outputs }) { makers[real[value].name] = place }
            }
        }
        self.makers = makers
        namesOfValues = LayerNames(makers.keys)
        places = Dictionary(side.layers.enumerated().map { ($1.name, $0) }) { first, _ in first }
        // What a conversion did is known for Keras models that meet a converted one.
        flow = side.model.isKeras && !other.model.isKeras ? side.model.stored.map { LayerFlow($0) } : nil
    }

    /// Nil where the layer is simply not there.
    func fate(of place: Int) -> (status: LayerMatch.Status, into: String?)? {
        let name = side.layers[place].name
        if let target = mentions[name] ?? namesOfValues.mentioned(in: name).lazy.compactMap({ makers[$0] }).first {
            return (status(of: place), other.layers[target].key)
        }
        guard let flow else { return nil }
        if flow.isInput(name) { return (.input, nil) }
        guard flow.computes(name) else { return (.dropped, nil) }
        func partner(_ layer: String) -> Int? { places[layer].flatMap { partners[$0] } }
        let before = flow.nearest(before: name) { partner($0) != nil }.flatMap(partner)
        let after = flow.nearest(after: name) { partner($0) != nil }.flatMap(partner)
        let goesForward = flow.isPadding(name) || before.map { !other.hasKernel($0) } ?? true
        let choice = goesForward && !flow.isActivation(name) ? after ?? before : before ?? after
        return choice.map { (status(of: place), other.layers[$0].key) }
    }

    /// Numbers are folded into other numbers; functions without any are fused.
    private func status(of place: Int) -> LayerMatch.Status {
        let layer = side.layers[place]
        let own = layer.nodes.compactMap { side.real?.nodes[$0].op }
        let operators = own.isEmpty ? flow?.operators(layer.name) ?? [] : own
        return operators.allSatisfy(\.isActivationOrReshaping) && !operators.isEmpty ? .fused : .folded
    }
}

extension ComparedPair.Side {
    /// Whether a layer has a convolution or a dense product.
    fileprivate func hasKernel(_ place: Int) -> Bool {
        layers[place].nodes.contains { real?.nodes[$0].op.hasKernel ?? false }
    }
}

extension Operator {
    /// Whether it only applies a function to each element, or changes the shape.
    fileprivate var isActivationOrReshaping: Bool { if case .unary = self { true } else { isReshaping } }

    /// Whether the second input is a kernel.
    var hasKernel: Bool {
        if case .fullyConnected = self { true } else { convolutionWindow != nil }
    }
}

/// How the layers of a graph are connected.
private struct LayerFlow {
    private let graph: Graph
    private let uses: Uses
    private let nodes: [String: [Int]]

    init(_ graph: Graph) {
        self.graph = graph
        uses = graph.uses()
        nodes = Dictionary(grouping: graph.nodes.indices) { graph.nodes[$0].layer }
    }

    func isInput(_ layer: String) -> Bool { graph.inputs.contains { $0.name == layer } }
    func computes(_ layer: String) -> Bool { nodes[layer] != nil }

    func isPadding(_ layer: String) -> Bool {
        operators(layer).allSatisfy { if case .pad = $0 { true } else { false } }
    }

    func isActivation(_ layer: String) -> Bool {
        operators(layer).allSatisfy(\.isActivationOrReshaping)
    }

    func operators(_ layer: String) -> [Operator] { (nodes[layer] ?? []).map { graph.nodes[$0].op } }

    /// The first layer on the way towards the inputs of the model that `isWanted`.
    func nearest(before layer: String, _ isWanted: (String) -> Bool) -> String? {
        search(from: layer, isWanted) { node in node.inputs.compactMap(uses.producer) }
    }

    /// The first layer on the way towards the outputs of the model that `isWanted`.
    func nearest(after layer: String, _ isWanted: (String) -> Bool) -> String? {
        search(from: layer, isWanted) { node in node.outputs.flatMap(uses.readers) }
    }

    private func search(
        from layer: String, _ isWanted: (String) -> Bool, _ neighbours: (Node) -> [Int]
    ) -> String? {
        var pending = nodes[layer] ?? []
        var visited = Set(pending)
        var next = 0
        while next < pending.count {
            let node = graph.nodes[pending[next]]
            next += 1
            if node.layer != layer, isWanted(node.layer) { return node.layer }
            pending += neighbours(node).filter { visited.insert($0).inserted }
        }
        return nil
    }
}
