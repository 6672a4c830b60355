import ModelIR

/// A graph made ready for planning: constants computed, operators fused. It does not depend on the batch.
struct Program {
    /// The graph whose values ``operations`` read and make.
    var graph: Graph
    var operations: [Operation]

    init(_ model: Model, fusion: Fusion) throws(EngineError) {
        graph = model.graph
        operations = graph.nodes.map { Operation(node: $0) }
        try foldConstants()
        if fusion >= .rangeless {
            fuseSwish()
            fusePadding()
        }
        if fusion >= .full {
            // Before activations, which may stand behind the addition.
            fuseResiduals()
            fuseActivations()
        }
    }
}

/// Which operators may be merged, so that the values between them are never made.
enum Fusion: Int, Comparable {
    case none
    /// Where the value between them has a range that is known: the gate of a swish, an image with a border of zeros.
    case rangeless
    case full

    static func < (first: Fusion, second: Fusion) -> Bool { first.rawValue < second.rawValue }
}

/// One or several fused nodes of a graph.
struct Operation {
    /// What an operation computes.
    enum Kind {
        case node(Operator)
        /// x * logistic(x), made of LOGISTIC and MUL.
        case swish
    }

    var kind: Kind
    var inputs: [ValueID]
    var outputs: [ValueID]
    var layer: String
    /// What is applied to each element of the result, after the node's own activation.
    var activation = Activation.none
    /// Zeros around the input of a convolution beyond what its own padding adds.
    var borders = Borders()
    /// A value of the result's shape that is added to it before the activation; it is one of `inputs`, too.
    var residual: ValueID?

    init(node: Node) {
        kind = .node(node.op)
        inputs = node.inputs
        outputs = node.outputs
        layer = node.layer
    }

    /// Operator and layer, for messages.
    var location: String {
        switch kind {
        case .node(let op): "\(op.name) of layer '\(layer)'"
        case .swish: "swish of layer '\(layer)'"
        }
    }
}

/// Zeros around an image.
struct Borders: Hashable {
    var top = 0
    var bottom = 0
    var left = 0
    var right = 0
}

/// A function that a kernel applies to its results before or just after it stores them.
enum Activation: Hashable {
    case none
    /// min(max(x, lower), upper)
    case clamp(ClosedRange<Float>)
    /// x * logistic(x)
    case swish
    case unary(Unary.Function)

    init(_ activation: FusedActivation) {
        switch activation {
        case .none: self = .none
        case .relu, .relu6, .reluN1To1: self = .clamp(activation.range)
        }
    }

    init(_ function: Unary.Function) {
        switch function {
        case .relu: self = .clamp(0...Float.infinity)
        case .relu6: self = .clamp(0...6)
        case .reluN1To1: self = .clamp(-1...1)
        case .relu0To1: self = .clamp(0...1)
        default: self = .unary(function)
        }
    }
}
