package import Inspect
import Metrics
import ModelIR

extension ModelComparison {
    /// Compares two models, whose weights are read layer by layer.
    /// - Parameters:
    ///   - choice: what to run both on; nil runs nothing.
    ///   - progress: called with the samples that are done, and all of them.
    package init(
        of first: ComparedModel, with second: ComparedModel, against choice: ComparedSamples? = nil,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(InspectError) {
        let (pair, matches) = LayerMatcher.match(try ComparedPair(first, second))
        let partners = Dictionary(
            matches.compactMap { match in match.a.flatMap { a in match.b.map { (a, $0) } } }, uniquingKeysWith: { $1 })
        let units = StageUnits(of: pair, partners: partners)
        var total = OutputError()
        var compared = 0
        var layers: [ComparedLayerReport] = []
        for (index, match) in matches.enumerated() {
            var row = ComparedLayerReport(match, index: index, in: pair)
            if let a = match.a, let b = match.b {
                let weights = WeightComparison(pair.a.layers[a], pair.b.layers[b], in: pair, units: units)
                row.add(weights)
                total.add(weights.weights)
                if row.weights != nil { compared += 1 }
            }
            layers.append(row)
        }
        let obstacles = layers.count { $0.obstacle != nil }
        let memories = (PlannedMemory(of: first.contents), PlannedMemory(of: second.contents))
        var activations: Activations?
        if let choice {
            let run = try ActivationComparison(of: pair, matches, units: units, on: choice, progress: progress)
            layers.add(run, matches, pair.a)
            activations = Activations(run, choice, layers)
        }
        self.init(
            a: Side(pair.a, memories.0), b: Side(pair.b, memories.1), operators: Self.operators(of: first, second),
            weights: Weights(layers: compared, notComparable: obstacles, error: ErrorFigures(total)),
            activations: activations, layers: layers,
            notes: Self.notes(on: pair, [memories.0, memories.1], layers, compared: compared, obstacles: obstacles),
            allLayers: layers)
    }

    private static func notes(
        on pair: ComparedPair, _ memories: [PlannedMemory], _ layers: [ComparedLayerReport], compared: Int,
        obstacles: Int
    ) -> [String] {
        var notes = pair.notes
        for (side, memory) in zip([pair.a, pair.b], memories) {
            notes += (side.model.contents.notes + (memory.note.map { [$0] } ?? [])).map { "\(side.model.path): \($0)" }
        }
        if [pair.a, pair.b].contains(where: { $0.graph == nil }) {
            notes.append("so that layers are matched by their names, and weights are not compared")
        }
        if layers.contains(where: { $0.factor != nil }) {
            notes.append(
                "some weights differ by a factor that other layers make up for; it is undone before they are compared "
                    + "(column factor)")
        }
        if pair.hasOffsets, pair.a.graph != nil, pair.b.graph != nil {
            notes.append("biases were moved into other layers in one of the models alone, and are not compared there")
        }
        let matched = layers.count { $0.status == LayerMatch.Status.matched.rawValue && !($0.a?.parameters == 0) }
        if obstacles > compared || (matched == 0 && compared == 0 && pair.a.graph != nil && pair.b.graph != nil) {
            notes.append(
                "hardly any layer with weights has a partner of the same shape: are these two different networks?")
        }
        return notes
    }

    private static func operators(of first: ComparedModel, _ second: ComparedModel) -> [OperatorUse] {
        var uses: [String: OperatorUse] = [:]
        for (graph, isFirst) in [(first.stored, true), (second.stored, false)] {
            guard let graph else { continue }
            for node in graph.nodes {
                let name = node.op.name
                let macs = node.op.payload.multiplyAccumulates(
                    inputs: node.inputs.map { graph[$0].shape }, outputs: node.outputs.map { graph[$0].shape })
                var use = uses[name] ?? OperatorUse(operator: name, a: 0, b: 0, macsOfA: 0, macsOfB: 0)
                if isFirst {
                    use.a += 1
                    use.macsOfA = use.macsOfA.addingSaturated(macs)
                } else {
                    use.b += 1
                    use.macsOfB = use.macsOfB.addingSaturated(macs)
                }
                uses[name] = use
            }
        }
        return uses.values.sorted { (max($1.a, $1.b), $0.operator) < (max($0.a, $0.b), $1.operator) }
    }
}

extension ModelComparison.Side {
    fileprivate init(_ side: ComparedPair.Side, _ memory: PlannedMemory) {
        let contents = side.model.contents
        let areMACsKnown = contents.layers.allSatisfy { $0.macs != nil }
        self.init(
            file: contents.path, bytes: contents.byteCount, format: contents.format.name, name: contents.name,
            precision: side.model.precision, parameters: ModelReport.Parameters(contents.parameters),
            macs: areMACsKnown ? contents.layers.reduce(0) { $0.addingSaturated($1.macs ?? 0) } : nil,
            arenaBytes: memory.byteCount, layers: side.layers.count { !$0.isJoined })
    }
}

extension ComparedModel {
    /// The precision that the file tells, or else its tensors.
    fileprivate var precision: String {
        if let told = contents.provenance?.precision { return told }
        guard let graph = stored, !isKeras, !graph.isFloat else {
            let isHalf = stored?.values.contains { $0.isConstant && $0.type == .float16 } ?? false
            return isHalf ? "float16" : "float32"
        }
        let computed = graph.nodes.flatMap(\.outputs).filter { graph[$0].isQuantized }
        return computed.first.map { graph[$0].type.rawValue } ?? "dynamic"
    }
}

extension ComparedLayerReport {
    fileprivate init(_ match: LayerMatch, index: Int, in pair: ComparedPair) {
        let (a, b) = (match.a.map { pair.a.layers[$0] }, match.b.map { pair.b.layers[$0] })
        self.init(
            index: index, name: a?.key ?? b?.key ?? "", status: match.status.rawValue, matchedBy: match.rule?.rawValue,
            into: match.into, a: a.map(Side.init), b: b.map(Side.init))
    }

    fileprivate mutating func add(_ comparison: WeightComparison) {
        weights = ErrorFigures(comparison.weights)
        bias = ErrorFigures(comparison.biases)
        factor = comparison.factor == 1 ? nil : comparison.factor
        obstacle = comparison.obstacle
    }
}

extension ComparedLayerReport.Side {
    fileprivate init(_ layer: ComparedLayer) {
        self.init(
            name: layer.name, operator: layer.operator, outputShape: layer.outputShape, parameters: layer.parameters,
            bytes: layer.bytes, macs: layer.macs)
    }
}
