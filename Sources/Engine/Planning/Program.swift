import ModelIR

/// A graph made ready for planning: constants computed, operators fused. It does not depend on the batch.
struct Program {
    /// The graph whose values ``operations`` read and make.
    var graph: Graph
    var operations: [Operation]
    /// Values of int8 that stand for uint8 of the model, with 128 taken from each element, and what they stand for.
    var signedValues: [ValueID: ValueID] = [:]

    init(_ model: Model, fusion: Fusion) throws(EngineError) {
        graph = model.graph
        operations = graph.nodes.map { Operation(node: $0) }
        makeBytesSigned(keepsAll: fusion == .none)
        try foldConstants()
        if fusion >= .rangeless {
            fuseSwish()
            fusePadding()
        }
        if fusion >= .full {
            try fuseTables()
            fuseTablesIntoLayers()
            // Before activations, which may stand behind the addition.
            fuseResiduals()
            fuseActivations()
            // What a depthwise convolution gives after its activation is what the mean is taken of.
            fuseImageMeans()
            fuseGates()
            // Last, because what has become part of another operation cannot be merged any more.
            fuseExpansions()
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
        /// A function of one byte, made of operators on int8, or between int8 and uint8.
        case table(ByteFunction)
        /// The mean over so many pixels of each image, whose rows another operation has summed.
        case imageMean(pixels: Int)
    }

    var kind: Kind
    var inputs: [ValueID]
    var outputs: [ValueID]
    var layer: String
    /// What is applied to each element of the result, after the node's own activation.
    var activation = Activation.none
    /// What each int8 of the result is replaced by, after the node's own activation.
    var table: ReplacingTable?
    /// Zeros around the input of a convolution beyond what its own padding adds.
    var borders = Borders()
    /// A value of the result's shape that is added to it before the activation; it is one of `inputs`, too.
    var residual: ValueID?
    /// How the residual is added if it is int8, with the activation.
    var addition: ReplacingAddition?
    /// One factor for each channel of an image that each of its pixels is multiplied by first; it is one of `inputs`, too.
    var gate: ValueID?
    /// The sums of the rows of the result, [batch, height, channels]; one of `outputs`, too.
    var rowSums: ValueID?
    /// The operation that makes the image, if this one reads it row by row as it is made; its inputs stand in place of the
    /// image in `inputs`. At most one: an array, because a structure cannot hold another of its kind.
    var expansion: [Operation] = []

    init(kind: Kind, inputs: [ValueID], outputs: [ValueID], layer: String) {
        self.kind = kind
        self.inputs = inputs
        self.outputs = outputs
        self.layer = layer
    }

    init(node: Node) {
        self.init(kind: .node(node.op), inputs: node.inputs, outputs: node.outputs, layer: node.layer)
    }

    /// The operator's name.
    var name: String {
        switch kind {
        case .node(let op): op.name
        case .swish: "swish"
        case .table: "table"
        case .imageMean: "mean"
        }
    }

    /// Operator and layer, for messages.
    var location: String { "\(name) of layer '\(layer)'" }
}

/// A function that an operation applies to its own results by its table.
struct ReplacingTable {
    var function: ByteFunction
    /// The value of the model that the results would be without the function, which has their scale.
    var replaced: ValueID
}

/// An ADD of int8 that an operation applies to its own results.
struct ReplacingAddition {
    var activation: FusedActivation
    /// The value of the model that the results would be without the addition, which has their scale.
    var replaced: ValueID
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
