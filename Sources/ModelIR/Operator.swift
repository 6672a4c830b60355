/// What a node computes. The set is closed, so that the compiler lists every place that a new operator still lacks.
///
/// The numbers and layouts are those of the TFLite operator of the same name.
package enum Operator: Sendable, Hashable {
    case conv2D(Conv2D)
    case depthwiseConv2D(DepthwiseConv2D)
    case fullyConnected(FullyConnected)
    case pool2D(Pool2D)
    case unary(Unary)
    case binary(Binary)
    case prelu(PReLU)
    case softmax(Softmax)
    case logSoftmax(LogSoftmax)
    case concatenation(Concatenation)
    case split(Split)
    case pack(Pack)
    case pad(Pad)
    case slice(Slice)
    case reshape(Reshape)
    case squeeze(Squeeze)
    case expandDims(ExpandDims)
    case transpose(Transpose)
    case reduce(Reduce)
    case resize(Resize)
    case cast(Cast)
    case shape(ShapeOf)
    case quantize(Quantize)
    case dequantize(Dequantize)

    /// The payload of whichever case this is.
    package var payload: any OperatorPayload {
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

    /// The TFLite name, `CONV_2D` for example.
    package var name: String { payload.name }
}

/// What every operator says about itself.
package protocol OperatorPayload: Sendable, Hashable {
    /// The TFLite name, `CONV_2D` for example.
    var name: String { get }

    /// How many inputs the operator takes; optional ones come last and may be left out.
    var inputCount: ClosedRange<Int> { get }

    /// The shapes of the outputs for inputs of these shapes, whose number is already checked.
    func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape]

    /// The element types of the outputs.
    func outputTypes(for inputs: [ElementType], outputCount: Int) -> [ElementType]

    /// Multiplications that are followed by an addition, for one run at batch 1; `Int.max` where they are more.
    func multiplyAccumulates(inputs: [Shape], outputs: [Shape]) -> Int
}

extension OperatorPayload {
    package func outputTypes(for inputs: [ElementType], outputCount: Int) -> [ElementType] {
        Array(repeating: inputs.first ?? .float32, count: outputCount)
    }

    package func multiplyAccumulates(inputs: [Shape], outputs: [Shape]) -> Int { 0 }
}

extension [Int] {
    /// The product of numbers that are not negative, or `Int.max` where it is larger.
    var saturatedProduct: Int {
        reduce(1) { product, factor in
            let (result, overflows) = product.multipliedReportingOverflow(by: factor)
            return overflows ? .max : result
        }
    }
}

/// The activation that an operator applies to its own result before it is stored.
package enum FusedActivation: Sendable, Hashable, CaseIterable {
    case none
    /// max(x, 0)
    case relu
    /// min(max(x, 0), 6)
    case relu6
    /// min(max(x, -1), 1)
    case reluN1To1

    /// The values that pass unchanged.
    package var range: ClosedRange<Float> {
        switch self {
        case .none: -Float.infinity...Float.infinity
        case .relu: 0...Float.infinity
        case .relu6: 0...6
        case .reluN1To1: -1...1
        }
    }
}
