import Files
import KerasImport
import ModelIR
import TFLiteFormat

/// A network as a graph: what computes, and the shapes of what flows between.
package struct NetworkGraph: Sendable {
    struct Node: Sendable, Equatable {
        enum Kind: Sendable, Equatable { case input, output, weighted, other }

        /// The operator or the class in the first line, and the layer in the second.
        var lines: [String]
        var kind: Kind
    }

    struct Edge: Sendable, Hashable {
        var from: Int
        var to: Int
        /// The shape, and the type where it is none of the usual.
        var label: String
    }

    package let name: String
    private(set) var nodes: [Node] = []
    private(set) var edges: [Edge] = []

    package var nodeCount: Int { nodes.count }
    package var edgeCount: Int { edges.count }

    /// The network in the file at `path`: the layers of a Keras model, or the operators of a converted one.
    package init(of path: String) throws(InspectError) {
        do {
            switch try ModelFileKind(of: path) {
            case .tflite:
                self.init(of: try TFLiteFile.open(path)) { [$0.op.name, $0.layer] }
            case .keras:
                let model = try KerasModel(contentsOf: path)
                let classes = Dictionary(model.layers.map { ($0.name, $0.className) }) { first, _ in first }
                self.init(of: model.outline, joinsLayers: true) { [classes[$0.layer] ?? $0.op.name, $0.layer] }
            }
        } catch let error as any DiagnosedError {
            throw InspectError(error)
        } catch {
            throw InspectError(fault: "\(path): \(error)")
        }
    }

    /// - Parameter joinsLayers: whether the nodes of one call of a layer are one.
    init(of graph: Graph, joinsLayers: Bool = false, lines: (ModelIR.Node) -> [String]) {
        name = graph.name
        var makers: [Int: Int] = [:]
        for port in graph.inputs {
            makers[port.value.index] = nodes.count
            nodes.append(Node(lines: [port.name], kind: .input))
        }
        var openLayer: String?
        for node in graph.nodes {
            if !joinsLayers || openLayer != node.layer {
                nodes.append(Node(lines: lines(node).filter { !$0.isEmpty }, kind: .other))
            }
            let place = nodes.count - 1
            for value in node.inputs {
                guard let maker = makers[value.index] else {
                    // What nobody makes is a weight, a shape or the like.
                    if graph[value].type.isFloatingPoint || graph[value].quantization != nil, node.op.hasKernel {
                        nodes[place].kind = .weighted
                    }
                    continue
                }
                connect(maker, place, graph[value])
            }
            for value in node.outputs { makers[value.index] = place }
            // The last value of a call has the name of the layer.
            let isEnd = node.outputs.contains { graph[$0].name.prefix { $0 != "#" && $0 != ":" } == node.layer }
            openLayer = isEnd ? nil : node.layer
        }
        for port in graph.outputs {
            guard let maker = makers[port.value.index] else { continue }
            nodes.append(Node(lines: [port.name], kind: .output))
            connect(maker, nodes.count - 1, graph[port.value])
        }
    }

    private mutating func connect(_ from: Int, _ to: Int, _ value: Value) {
        guard from != to else { return }
        let type = value.type == .float32 ? "" : "\(value.type) "
        let edge = Edge(from: from, to: to, label: type + value.shape.reported.shapeText)
        if edges.last != edge { edges.append(edge) }
    }
}

extension Operator {
    fileprivate var hasKernel: Bool {
        switch self {
        case .conv2D, .depthwiseConv2D, .fullyConnected, .prelu: true
        case .pool2D, .binary, .concatenation, .unary, .softmax, .logSoftmax, .split, .pack, .pad, .slice, .reshape,
            .squeeze, .expandDims, .transpose, .reduce, .resize, .cast, .shape, .quantize, .dequantize:
            false
        }
    }
}
