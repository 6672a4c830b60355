import ModelIR

/// How one kind of operator stands in a file. Encoding and decoding stand beside each other, so that what one writes
/// the other reads.
protocol OperatorCodec: OperatorPayload {
    /// The builtin operators that ``decode(_:)`` understands.
    static var builtinOperators: [BuiltinOperator] { get }

    /// The operator as the file has it; shapes and types of `node` are those of the graph.
    func encode(_ node: NodeSignature) throws(TFLiteError) -> EncodedOperator

    /// The operator of the graph that `stored` means.
    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator
}

extension Operator {
    var codec: any OperatorCodec {
        switch self {
        case .conv2D(let payload): payload
        case .depthwiseConv2D(let payload): payload
        case .fullyConnected(let payload): payload
        case .pool2D(let payload): payload
        case .unary(let payload): payload
        case .binary(let payload): payload
        case .prelu(let payload): payload
        case .softmax(let payload): payload
        case .logSoftmax(let payload): payload
        case .concatenation(let payload): payload
        case .split(let payload): payload
        case .pack(let payload): payload
        case .pad(let payload): payload
        case .slice(let payload): payload
        case .reshape(let payload): payload
        case .squeeze(let payload): payload
        case .expandDims(let payload): payload
        case .transpose(let payload): payload
        case .reduce(let payload): payload
        case .resize(let payload): payload
        case .cast(let payload): payload
        case .shape(let payload): payload
        case .quantize(let payload): payload
        case .dequantize(let payload): payload
        }
    }
}

/// Which codec reads which builtin operator.
enum CodecCatalogue {
    private static let codecs: [any OperatorCodec.Type] = [
        Conv2D.self, DepthwiseConv2D.self, FullyConnected.self, Pool2D.self, Unary.self, Binary.self, PReLU.self,
        Softmax.self, LogSoftmax.self, Concatenation.self, Split.self, Pack.self, Pad.self, Slice.self, Reshape.self,
        Squeeze.self, ExpandDims.self, Transpose.self, Reduce.self, Resize.self, Cast.self, ShapeOf.self,
        Quantize.self, Dequantize.self,
    ]

    /// By the number of the operator.
    private static let codecByNumber: [(any OperatorCodec.Type)?] = {
        var result: [(any OperatorCodec.Type)?] = []
        for codec in codecs {
            for number in codec.builtinOperators.map({ Int($0.rawValue) }) {
                if number >= result.count { result += Array(repeating: nil, count: number + 1 - result.count) }
                result[number] = codec
            }
        }
        return result
    }()

    static func codec(for builtin: BuiltinOperator) -> (any OperatorCodec.Type)? {
        let number = Int(builtin.rawValue)
        return codecByNumber.indices.contains(number) ? codecByNumber[number] : nil
    }
}
