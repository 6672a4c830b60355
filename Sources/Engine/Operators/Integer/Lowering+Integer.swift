import CKernels
import ModelIR

extension Lowering {
    /// The steps of an operation on int8; nil where the general ones do, because they only move bytes or because no int8
    /// is involved.
    func integerPlan(_ op: Operator, _ operation: Operation) throws(EngineError) -> StepPlan? {
        guard (operation.inputs + operation.outputs).contains(where: { type($0) == .int8 }) else { return nil }
        switch op {
        case .unary(let unary): return try integerUnary(unary, operation)
        case .binary(let binary): return try integerBinary(binary, operation)
        case .prelu: return try integerPReLU(operation)
        case .pool2D(let pool): return try integerPooling(pool, operation)
        case .reduce(let reduce): return try integerReduction(reduce, operation)
        case .softmax(let softmax):
            return try integerSoftmax(beta: softmax.beta, isLogarithm: false, operation)
        case .logSoftmax: return try integerSoftmax(beta: 1, isLogarithm: true, operation)
        case .concatenation(let concatenation): return try integerConcatenation(concatenation, operation)
        case .resize(let resize): return try integerResize(resize, operation)
        case .quantize: return try integerQuantize(operation)
        case .dequantize: return try integerDequantize(operation)
        case .pad, .slice, .transpose:
            try requireSameScale(operation)
            return nil
        case .conv2D, .depthwiseConv2D, .fullyConnected, .split, .pack, .reshape, .squeeze, .expandDims, .cast, .shape:
            return nil
        }
    }
}

extension Placement {
    /// The first element of an int8 value.
    func signedBytes(_ value: ValueID) -> UnsafeMutablePointer<Int8> {
        bytes(value).assumingMemoryBound(to: Int8.self)
    }
}

extension qk_s8_output {
    /// The zero point of `scale` and bounds, without a table.
    init(_ scale: TensorScale, bounds: ClosedRange<Int8> = -128...127) {
        self.init(
            zero_point: Int32(scale.zeroPoint), minimum: bounds.lowerBound, maximum: bounds.upperBound, table: nil)
    }
}
