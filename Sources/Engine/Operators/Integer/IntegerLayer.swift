import CKernels
import ModelIR

/// What CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED on int8 have in common: how sums of products become results.
///
/// As in XNNPACK, an int32 sum is multiplied by a float32 factor of its channel and rounded to the nearest integer, ties
/// to the even one.
struct IntegerLayer {
    let input: ValueID
    let kernel: ValueID
    let bias: ValueID?
    let output: ValueID
    let inputZeroPoint: Int32
    let kernelZeroPoint: Int32
    /// Input scale times weight scale by output scale, for each output channel.
    let multipliers: UnsafePointer<Float>
    let rounding: qk_s8_output

    /// XNNPACK takes no larger factors.
    private static let multiplierLimit: Float = 256

    /// - Parameter axis: the axis of the kernel that output channels run along.
    init(
        _ operation: Operation, axis: Int, activation: FusedActivation, _ lowering: Lowering
    ) throws(EngineError) {
        (input, kernel, output) = (operation.inputs[0], operation.inputs[1], operation.outputs[0])
        bias = operation.inputs.count > (operation.residual == nil ? 2 : 3) ? operation.inputs[2] : nil
        let (inputScale, outputScale) = (
            try lowering.scale(of: input, operation),
            try lowering.scale(of: operation.table?.replaced ?? operation.addition?.replaced ?? output, operation)
        )
        let channels = lowering.dimensions(kernel)[axis]
        let weights = try WeightScales(of: lowering.program.graph[kernel], axis: axis, channels: channels, operation)
        if let bias, lowering.type(bias) != .int32 {
            throw EngineError(
                .unsupported, "the bias of an int8 layer is int32, not \(lowering.type(bias))", at: operation.location)
        }
        let factors = weights.scales.map { inputScale.scale * $0 / outputScale.scale }
        guard factors.allSatisfy({ $0 < Self.multiplierLimit }) else {
            throw EngineError(
                .unsupported,
                "the scale of its products is \(Int(Self.multiplierLimit)) times that of its output or more, which LiteRT "
                    + "does not take either", at: operation.location)
        }
        multipliers = lowering.constants.pack(
            output, as: .multipliers, byteCount: channels * MemoryLayout<Float>.stride
        ) { target, _ in
            let target = target.assumingMemoryBound(to: Float.self)
            for channel in 0..<channels { target[channel] = factors.count == 1 ? factors[0] : factors[channel] }
        }.assumingMemoryBound(to: Float.self)
        inputZeroPoint = Int32(inputScale.zeroPoint)
        kernelZeroPoint = weights.zeroPoint
        let bounds = outputScale.bounds(of: activation.range, rounded: .toNearestOrEven)
        let table = operation.table.map { [output] in lowering.constants.table(of: output, $0.function) }
        rounding = qk_s8_output(
            zero_point: Int32(outputScale.zeroPoint), minimum: bounds.lowerBound, maximum: bounds.upperBound,
            table: table)
    }

    /// The first element of the bias; nil where there is none.
    func bias(_ place: Placement) -> UnsafePointer<Int32>? {
        bias.map { UnsafePointer(place.bytes($0).assumingMemoryBound(to: Int32.self)) }
    }

    /// The first element of the input.
    func input(_ place: Placement) -> UnsafePointer<Int8> {
        UnsafePointer(place.bytes(input).assumingMemoryBound(to: Int8.self))
    }

    /// The first element of the kernel as the model has it.
    func kernel(_ place: Placement) -> UnsafePointer<Int8> {
        UnsafePointer(place.bytes(kernel).assumingMemoryBound(to: Int8.self))
    }

    /// The first element of the output.
    func output(_ place: Placement) -> UnsafeMutablePointer<Int8> {
        place.bytes(output).assumingMemoryBound(to: Int8.self)
    }
}

/// The scales of int8 weights: one, or one for each output channel, with zero points of 0 then.
private struct WeightScales {
    let scales: [Float]
    let zeroPoint: Int32

    init(of kernel: Value, axis: Int, channels: Int, _ operation: Operation) throws(EngineError) {
        guard kernel.type == .int8 else {
            throw EngineError(
                .unsupported, "the weights of an int8 layer are int8, not \(kernel.type)", at: operation.location)
        }
        guard let quantization = kernel.quantization, !quantization.scales.isEmpty,
            quantization.scales.allSatisfy({ $0 > 0 && $0.isFinite }),
            quantization.scales.count == 1 || (quantization.scales.count == channels && quantization.axis == axis),
            quantization.zeroPoints.count == quantization.scales.count,
            quantization.zeroPoints.allSatisfy({ (-128...127).contains($0) })
        else {
            throw EngineError(
                .invalidModel, "the scales or zero points of '\(kernel.name)' are missing or wrong",
                at: operation.location)
        }
        guard quantization.scales.count == 1 || quantization.zeroPoints.allSatisfy({ $0 == 0 }) else {
            throw EngineError(
                .unsupported, "weights with a scale for each channel must have zero points of 0, as LiteRT asks for",
                at: operation.location)
        }
        scales = quantization.scales
        zeroPoint = Int32(quantization.zeroPoints[0])
    }
}
