import Inspect
import ModelIR

/// A Keras layer of one of the two models: its row in the file, and the nodes that compute it.
struct ComparedLayer: Sendable {
    /// As the file calls it.
    var name: String
    /// The name under which it is matched: that of the Keras layer where the file's own tells of one.
    var key: String
    /// Whether it went into another layer of the same file, of which it is a part.
    var isJoined = false
    /// The Keras class, or the TFLite operators in order, fused activations behind a dot.
    var `operator`: String
    var outputShape: [Int?]?
    var parameters: Int
    var bytes: Int
    var macs: Int?
    /// Places in the list of nodes that compute in real numbers; empty where nothing is left to compute.
    var nodes: [Int] = []
    /// Values that other layers or the outside world read.
    var outputs: [ValueID] = []

    /// The layers of a file in order: rows of one name together, with the nodes of `graph` that have the name.
    static func all(in model: ComparedModel, graph: Graph?) -> [ComparedLayer] {
        var layers: [ComparedLayer] = []
        var places: [String: Int] = [:]
        for (index, row) in model.contents.layers.enumerated() {
            // The rows of a converted file are its nodes, one by one.
            let node = model.isKeras ? nil : model.stored?.nodes.dropFirst(index).first
            let layer = ComparedLayer(row, activation: node?.op.activation ?? .none)
            if let place = places[row.name] {
                layers[place].take(layer)
            } else {
                places[row.name] = layers.count
                layers.append(layer)
            }
        }
        guard let graph else { return layers }
        for (index, node) in graph.nodes.enumerated() {
            guard let place = places[node.layer] else { continue }
            layers[place].nodes.append(index)
        }
        let uses = graph.uses()
        for index in layers.indices { layers[index].findOutputs(in: graph, uses) }
        return layers
    }

    private init(_ row: LayerContents, activation: FusedActivation) {
        name = row.name
        key = row.name
        `operator` = row.operator + (activation == .none ? "" : "·\(activation)".uppercased())
        outputShape = row.outputShape
        parameters = row.ownWeights.reduce(0) { $0 + $1.elementCount }
        bytes = row.ownWeights.reduce(0) { $0 + $1.byteCount }
        macs = row.macs
    }

    private mutating func take(_ other: ComparedLayer) {
        `operator` += " + " + other.operator
        outputShape = other.outputShape ?? outputShape
        parameters += other.parameters
        bytes += other.bytes
        macs = macs.map { $0 + (other.macs ?? 0) } ?? other.macs
        nodes += other.nodes
    }

    /// Joins a layer of the same file that is a part of the same Keras layer.
    mutating func join(_ other: ComparedLayer, in graph: Graph?) {
        take(other)
        if let graph { findOutputs(in: graph, graph.uses()) }
    }

    private mutating func findOutputs(in graph: Graph, _ uses: Uses) {
        let own = Set(nodes)
        let made = nodes.flatMap { graph.nodes[$0].outputs }
        outputs = made.filter { value in
            uses.isResult(value) || uses.readers(of: value).contains { !own.contains($0) }
        }
    }
}
