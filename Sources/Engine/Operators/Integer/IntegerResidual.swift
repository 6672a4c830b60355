import CKernels
import ModelIR

/// ADD of another int8 value to the results of an int8 layer, bit for bit as the operator alone.
struct IntegerResidual {
    let value: ValueID
    private let output: ValueID
    private let rule: qk_s8_binary_rule
    /// Kept because the rule points into it.
    private let pairs: PairTable?
    private let columns: Int
    private let size: AxisList
    private let dense = AxisList([1])
    private let kernels: UnsafePointer<qk_kernels>

    /// - Returns: nil where the operation adds nothing to its results.
    init?(_ operation: Operation, _ lowering: Lowering) throws(EngineError) {
        guard let value = operation.residual, let addition = operation.addition else { return nil }
        (self.value, output) = (value, operation.outputs[0])
        let function = PairFunction(
            Binary(.add, activation: addition.activation), try lowering.scale(of: addition.replaced, operation),
            try lowering.scale(of: value, operation), to: try lowering.scale(of: output, operation))
        guard let function else { preconditionFailure("every pair of scales has an ADD") }
        pairs = PairTable(function)
        rule = function.kernelRule(pairs: pairs?.elements)
        columns = lowering.dimensions(output)[3]
        size = AxisList([lowering.elementCount(output)])
        kernels = lowering.kernels
    }

    /// Adds the residual to some columns of some pixels of the output, which are what the layer itself gives until then;
    /// pixels are counted through all images.
    func add(toPixels pixels: Range<Int>, columns some: Range<Int>, _ place: Placement) {
        guard some.count < columns else {
            add(to: pixels.lowerBound * columns..<pixels.upperBound * columns, place)
            return
        }
        for pixel in pixels {
            add(to: pixel * columns + some.lowerBound..<pixel * columns + some.upperBound, place)
        }
    }

    private func add(to elements: Range<Int>, _ place: Placement) {
        let output = place.signedBytes(output)
        var arguments = qk_s8_binary(
            rule: rule, rank: 1, sizes: size.sizes, a: output, a_strides: dense.sizes, b: place.signedBytes(value),
            b_strides: dense.sizes, c: output)
        kernels.pointee.s8_binary(&arguments, elements.kernelRange)
    }
}
