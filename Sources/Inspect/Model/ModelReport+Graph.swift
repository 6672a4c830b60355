package import ModelIR

extension ModelReport {
    /// What is in `graph`, which was read from the file at `path`.
    package init(of graph: Graph, path: String, byteCount: Int) {
        var seen: Set<ValueID> = []
        let layers = graph.nodes.map { node in
            let fresh = node.inputs.filter { graph[$0].isParameter && seen.insert($0).inserted }
            return LayerReport(node, in: graph, parameters: fresh)
        }
        let stored = layers.reduce(0) { $0 + $1.parameters }
        let counted = graph.provenance?.parameters
        self.init(
            file: path, bytes: byteCount, format: "TFLite FlatBuffer (TFL3)", name: graph.name,
            kerasVersion: graph.provenance?.kerasVersion, origin: graph.provenance.map(Origin.init),
            inputs: graph.inputs.map { Port($0, in: graph) }, outputs: graph.outputs.map { Port($0, in: graph) },
            parameters: Parameters(
                total: counted?.total ?? stored, trainable: counted?.trainable, stored: stored,
                note: counted == nil ? "the file does not say how many Keras counted; these are the stored ones" : nil),
            macs: layers.reduce(0) { $0.addingSaturated($1.macs ?? 0) },
            operators: Self.count(graph.nodes.map(\.op.name)), layers: layers)
    }
}

extension ModelReport.Origin {
    fileprivate init(_ provenance: Provenance) {
        self.init(
            tool: provenance.tool, source: provenance.source, sha256: provenance.sourceSHA256,
            kerasVersion: provenance.kerasVersion, options: provenance.options)
    }
}

extension ModelReport.Port {
    init(_ port: Port, in graph: Graph) {
        let value = graph[port.value]
        self.init(name: port.name, type: value.type.rawValue, shape: value.shape.reported)
    }
}

extension LayerReport {
    /// A node, with those of its constants that no earlier node has.
    fileprivate init(_ node: Node, in graph: Graph, parameters: [ValueID]) {
        let values = parameters.map { graph[$0] }
        let used = node.inputs.map { graph[$0] }.filter(\.isParameter)
        let ranges = used.compactMap { value in
            value.data.map { WeightRange(of: $0, shape: value.shape, quantization: value.quantization) }
        }
        self.init(
            name: node.layer, operator: node.op.name,
            outputShape: node.outputs.first.map { graph[$0].shape.reported } ?? [],
            parameters: values.reduce(0) { $0 + $1.shape.elementCount },
            bytes: values.reduce(0) { $0 + ($1.data?.byteCount ?? 0) }, macs: graph.multiplyAccumulates(of: node),
            weights: ranges.first.map { ranges.dropFirst().reduce($0) { $0.union($1) } })
    }
}

extension Graph {
    /// Multiply-accumulates of one run of `node` at batch 1.
    func multiplyAccumulates(of node: Node) -> Int {
        node.op.payload.multiplyAccumulates(
            inputs: node.inputs.map { self[$0].shape }, outputs: node.outputs.map { self[$0].shape })
    }
}

extension Value {
    /// Whether this is a number that training made, as opposed to a shape or an axis.
    fileprivate var isParameter: Bool { isConstant && (type.isFloatingPoint || quantization != nil) }
}

extension Shape {
    /// Dimensions with nil for a free batch.
    var reported: [Int?] { signature.map { $0 < 0 ? nil : $0 } }
}

extension Int {
    /// The sum, or the largest number where it is larger than that.
    func addingSaturated(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
