import ModelIR

extension Lowering {
    /// CAST: floats lose their fraction, numbers out of range become the nearest bound.
    func cast(_ operation: Operation) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let (from, to) = (type(input), type(output))
        let count = elementCount(output)
        return StepPlan(inputs: [input], outputs: [output]) { place in
            [
                blockStep(count: count, costOfElement: 4) { elements in
                    Conversion.cast(
                        elements, from: UnsafeRawPointer(place.bytes(input)), from, to: place.bytes(output), to)
                }
            ]
        }
    }

    /// SHAPE: the dimensions, known when the batch is.
    func shape(_ operation: Operation) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let sizes = dimensions(input)
        let type = type(output)
        guard type == .int32 || type == .int64 else {
            throw EngineError(.unsupported, "a shape is int32 or int64, not \(type)", at: operation.location)
        }
        return StepPlan(inputs: [], outputs: [output]) { place in
            [
                Step(unitCount: 1, cost: 1) { _, _ in
                    for (index, size) in sizes.enumerated() {
                        if type == .int32 {
                            place.bytes(output).storeBytes(
                                of: Int32(clamping: size), toByteOffset: index * 4, as: Int32.self)
                        } else {
                            place.bytes(output).storeBytes(of: Int64(size), toByteOffset: index * 8, as: Int64.self)
                        }
                    }
                }
            ]
        }
    }

    /// QUANTIZE of float32: to the nearest integer, ties to the even one.
    func quantize(_ operation: Operation) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let mapping = try AffineMapping(
            program.graph[output].quantization, dimensions: dimensions(output), operation)
        let type = type(output)
        guard self.type(input) == .float32, type == .int8 || type == .uint8 || type == .int16 else {
            throw EngineError(
                .unsupported, "the engine does not quantize \(self.type(input)) to \(type)", at: operation.location)
        }
        let count = elementCount(output)
        return StepPlan(inputs: [input], outputs: [output]) { place in
            [
                blockStep(count: count, costOfElement: 4) { elements in
                    let (source, target) = (place.floats(input), place.bytes(output))
                    switch type {
                    case .int8: mapping.quantize(elements, source, target.assumingMemoryBound(to: Int8.self))
                    case .uint8: mapping.quantize(elements, source, target.assumingMemoryBound(to: UInt8.self))
                    default: mapping.quantize(elements, source, target.assumingMemoryBound(to: Int16.self))
                    }
                }
            ]
        }
    }

    /// DEQUANTIZE of quantized integers or of float16.
    func dequantize(_ operation: Operation) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let from = type(input)
        if from == .float16 { return cast(operation) }
        let mapping = try AffineMapping(program.graph[input].quantization, dimensions: dimensions(input), operation)
        guard type(output) == .float32, [.int8, .uint8, .int16, .int32].contains(from) else {
            throw EngineError(.unsupported, "the engine does not dequantize \(from)", at: operation.location)
        }
        let count = elementCount(output)
        return StepPlan(inputs: [input], outputs: [output]) { place in
            [
                blockStep(count: count, costOfElement: 4) { elements in
                    let (source, target) = (place.bytes(input), place.floats(output))
                    switch from {
                    case .int8: mapping.dequantize(elements, source.assumingMemoryBound(to: Int8.self), target)
                    case .uint8: mapping.dequantize(elements, source.assumingMemoryBound(to: UInt8.self), target)
                    case .int16: mapping.dequantize(elements, source.assumingMemoryBound(to: Int16.self), target)
                    default: mapping.dequantize(elements, source.assumingMemoryBound(to: Int32.self), target)
                    }
                }
            ]
        }
    }
}

/// The scales and zero points of a tensor: `real = scale * (integer - zeroPoint)`.
private struct AffineMapping {
    let scales: [Float]
    let zeroPoints: [Float]
    /// Elements from one index of the quantized axis to the next.
    let inner: Int

    init(_ quantization: Quantization?, dimensions: [Int], _ operation: Operation) throws(EngineError) {
        guard let quantization, !quantization.scales.isEmpty,
            quantization.zeroPoints.count == quantization.scales.count,
            quantization.scales.allSatisfy({ $0 > 0 && $0.isFinite }),
            quantization.scales.count == 1
                || (dimensions.indices.contains(quantization.axis)
                    && dimensions[quantization.axis] == quantization.scales.count)
        else {
            throw EngineError(
                .invalidModel, "the tensor's scale and zero point are missing or wrong", at: operation.location)
        }
        scales = quantization.scales
        zeroPoints = quantization.zeroPoints.map { Float($0) }
        inner = scales.count == 1 ? 1 : dimensions[(quantization.axis + 1)...].reduce(1, *)
    }

    func quantize<Integer: FixedWidthInteger>(
        _ elements: Range<Int>, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Integer>
    ) {
        for index in elements {
            let channel = index / inner % scales.count
            let scaled = (source[index] * (1 / scales[channel])).rounded(.toNearestOrEven) + zeroPoints[channel]
            target[index] = Integer(saturating: Double(scaled))
        }
    }

    func dequantize<Integer: FixedWidthInteger>(
        _ elements: Range<Int>, _ source: UnsafePointer<Integer>, _ target: UnsafeMutablePointer<Float>
    ) {
        for index in elements {
            let channel = index / inner % scales.count
            target[index] = (Float(source[index]) - zeroPoints[channel]) * scales[channel]
        }
    }
}

extension FixedWidthInteger {
    /// The integer part of a number, or the nearest bound; 0 for NaN.
    init(saturating number: Double) {
        if number.isNaN {
            self = 0
        } else if number >= Double(Self.max) {
            self = .max
        } else if number <= Double(Self.min) {
            self = .min
        } else {
            self = Self(number)
        }
    }
}
