public import ModelIR

/// How the integers of a model's input or output stand for real numbers: `real = scale * (integer - zeroPoint)`.
public struct TensorQuantization: Sendable, Hashable {
    /// The step between two integers.
    public let scale: Float
    /// The integer that stands for 0.
    public let zeroPoint: Int

    /// Nil where the value is no quantized integer, or has not one sound scale.
    init?(of value: Value) {
        guard [.int8, .uint8, .int16].contains(value.type), let quantization = value.quantization,
            quantization.scales.count == 1, quantization.zeroPoints.count == 1, let scale = quantization.scales.first,
            scale > 0, scale.isFinite
        else { return nil }
        self.scale = scale
        zeroPoint = Int(quantization.zeroPoints[0])
    }

    /// The real numbers that integers stand for.
    public func realNumbers(of tensor: Tensor) -> [Float] {
        tensor.floats().map { scale * ($0 - Float(zeroPoint)) }
    }

    /// The nearest integer of `type` for each real number, halves to even, as QUANTIZE computes it; NaN becomes 0's.
    func integers(for tensor: Tensor, _ type: ElementType) -> Tensor {
        let numbers = tensor.floats()
        func quantized<Integer: FixedWidthInteger & TensorElement>(_: Integer.Type) -> Tensor {
            let (low, high) = (Float(Integer.min), Float(Integer.max))
            return Tensor(
                shape: tensor.shape,
                numbers.map { number in
                    let integer = (number / scale).rounded(.toNearestOrEven) + Float(zeroPoint)
                    return integer.isNaN ? Integer(clamping: zeroPoint) : Integer(min(max(integer, low), high))
                })
        }
        switch type {
        case .uint8: return quantized(UInt8.self)
        case .int16: return quantized(Int16.self)
        default: return quantized(Int8.self)
        }
    }
}
