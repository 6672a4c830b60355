import CKernels
import ModelIR

/// A copy between two strided arrays.
struct StridedCopy {
    var sizes: [Int]
    var sourceOffset = 0
    var sourceStrides: [Int]
    var destinationOffset = 0
    var destinationStrides: [Int]

    /// A step that copies elements of `elementSize` bytes, divided along the first axis that is longer than 1.
    func step(
        from source: UnsafeMutableRawPointer, to destination: UnsafeMutableRawPointer, elementSize: Int,
        kernels: UnsafePointer<qk_kernels>
    ) -> Step {
        let first = sizes.firstIndex { $0 != 1 } ?? sizes.count
        let rank = sizes.count - first
        let extents = AxisList(Array(sizes[first...]))
        let sourceStrides = AxisList(Array(sourceStrides[first...]))
        let destinationStrides = AxisList(Array(destinationStrides[first...]))
        let start = source + sourceOffset * elementSize
        let end = destination + destinationOffset * elementSize
        let copy = kernels.pointee.copy
        let count = sizes.reduce(1, *)
        return Step(unitCount: count == 0 ? 0 : sizes.first { $0 != 1 } ?? 1, cost: count) { units, _ in
            var arguments = qk_copy(
                element_size: elementSize, rank: rank, sizes: extents.sizes, source: start,
                source_strides: sourceStrides.sizes, destination: end, destination_strides: destinationStrides.sizes)
            copy(&arguments, units.kernelRange)
        }
    }
}

extension Lowering {
    /// The same elements in the same order.
    func copy(_ operation: Operation) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        return StepPlan(inputs: [input], outputs: [output]) { place in [copyStep(from: input, to: output, place)] }
    }

    func copyStep(from input: ValueID, to output: ValueID, _ place: Placement) -> Step {
        let elementSize = type(input).byteCount
        return blockStep(count: elementCount(input)) { elements in
            let offset = elements.lowerBound * elementSize
            (place.bytes(output) + offset).copyMemory(
                from: place.bytes(input) + offset, byteCount: elements.count * elementSize)
        }
    }

    /// CONCATENATION: each input goes to its part of every row of the output.
    func concatenation(_ concatenation: Concatenation, _ operation: Operation) throws(EngineError) -> StepPlan {
        let output = operation.outputs[0]
        let axis = concatenation.axis
        if concatenation.activation != .none { try requireFloats(operation.inputs + [output], operation) }
        let activation = self.activation(concatenation.activation, operation)
        let plan = joining(operation.inputs, into: output, outer: dimensions(output)[..<axis].reduce(1, *))
        guard concatenation.activation != .none else { return plan }
        let count = elementCount(output)
        let run = kernels.pointee.f32_unary
        return StepPlan(inputs: plan.inputs, outputs: plan.outputs) { place in
            plan.bind(place) + [
                blockStep(count: count) { elements in
                    let start = place.floats(output) + elements.lowerBound
                    run(activation, start, start, elements.count)
                }
            ]
        }
    }

    /// PACK: like CONCATENATION along the new axis.
    func pack(_ pack: Pack, _ operation: Operation) -> StepPlan {
        let output = operation.outputs[0]
        return joining(operation.inputs, into: output, outer: dimensions(output)[..<pack.axis].reduce(1, *))
    }

    /// Puts the `outer` rows of all inputs side by side.
    private func joining(_ inputs: [ValueID], into output: ValueID, outer: Int) -> StepPlan {
        let row = outer == 0 ? 0 : elementCount(output) / outer
        let elementSize = type(output).byteCount
        return StepPlan(inputs: inputs, outputs: [output]) { place in
            var offset = 0
            return inputs.map { input in
                let part = outer == 0 ? 0 : elementCount(input) / outer
                let copy = StridedCopy(
                    sizes: [outer, part], sourceStrides: [part, 1], destinationOffset: offset,
                    destinationStrides: [row, 1])
                offset += part
                return copy.step(
                    from: place.bytes(input), to: place.bytes(output), elementSize: elementSize, kernels: kernels)
            }
        }
    }

    /// SPLIT: the inverse of CONCATENATION.
    func split(_ split: Split, _ operation: Operation) -> StepPlan {
        let input = operation.inputs[0]
        let outer = dimensions(input)[..<split.axis].reduce(1, *)
        let row = outer == 0 ? 0 : elementCount(input) / outer
        let part = row / split.count
        let elementSize = type(input).byteCount
        return StepPlan(inputs: [input], outputs: operation.outputs) { place in
            operation.outputs.enumerated().map { index, output in
                StridedCopy(
                    sizes: [outer, part], sourceOffset: index * part, sourceStrides: [row, 1],
                    destinationStrides: [part, 1]
                ).step(from: place.bytes(input), to: place.bytes(output), elementSize: elementSize, kernels: kernels)
            }
        }
    }

    /// STRIDED_SLICE by starting further in and taking longer strides.
    func slice(_ slice: Slice, _ operation: Operation) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let sizes = dimensions(input)
        try requireRank(sizes.count, operation)
        let dense = denseStrides(sizes)
        var copy = StridedCopy(sizes: sizes, sourceStrides: dense, destinationStrides: [])
        for (axis, range) in slice.ranges.enumerated() {
            guard let range else { continue }
            copy.sizes[axis] = range.count
            copy.sourceOffset += range.start * dense[axis]
            copy.sourceStrides[axis] = range.stride * dense[axis]
        }
        copy.destinationStrides = denseStrides(copy.sizes)
        return plan(copy, from: input, to: output)
    }

    /// TRANSPOSE by reading with permuted strides.
    func transpose(_ transpose: Transpose, _ operation: Operation) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        try requireRank(transpose.permutation.count, operation)
        let dense = denseStrides(dimensions(input))
        let sizes = dimensions(output)
        let copy = StridedCopy(
            sizes: sizes, sourceStrides: transpose.permutation.map { dense[$0] },
            destinationStrides: denseStrides(sizes))
        return plan(copy, from: input, to: output)
    }

    /// PAD and PADV2: the output is filled with the value, then the input is copied into its inside.
    func padding(_ pad: Pad, _ operation: Operation) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let sizes = dimensions(input)
        try requireRank(sizes.count, operation)
        let dense = denseStrides(dimensions(output))
        let offset = zip(pad.amounts, dense).reduce(0) { $0 + $1.0.before * $1.1 }
        let inside = StridedCopy(
            sizes: sizes, sourceStrides: denseStrides(sizes), destinationOffset: offset, destinationStrides: dense)
        let value = try paddingElement(pad, operation)
        let elementSize = type(input).byteCount
        let count = elementCount(output)
        return StepPlan(
            inputs: [input], outputs: [output], scratchByteCount: Arena.alignment
        ) { place in
            let element = StridedCopy(sizes: [count], sourceStrides: [0], destinationStrides: [1])
            let fill = element.step(
                from: place.scratch, to: place.bytes(output), elementSize: elementSize, kernels: kernels)
            return [
                Step(unitCount: 1, cost: 1) { _, _ in
                    value.withUnsafeBytes { bytes in
                        UnsafeMutableRawBufferPointer(start: place.scratch, count: elementSize).copyMemory(from: bytes)
                    }
                },
                fill,
                inside.step(
                    from: place.bytes(input), to: place.bytes(output), elementSize: elementSize, kernels: kernels),
            ]
        }
    }

    private func plan(_ copy: StridedCopy, from input: ValueID, to output: ValueID) -> StepPlan {
        let elementSize = type(input).byteCount
        return StepPlan(inputs: [input], outputs: [output]) { place in
            [copy.step(from: place.bytes(input), to: place.bytes(output), elementSize: elementSize, kernels: kernels)]
        }
    }

    /// The bytes of the element that PAD puts around its input: the integer that stands for the value where the input is
    /// quantized.
    private func paddingElement(_ pad: Pad, _ operation: Operation) throws(EngineError) -> [UInt8] {
        let value = program.graph[operation.inputs[0]]
        var number = Double(pad.value)
        if let quantization = value.quantization, let scale = quantization.scales.first, scale > 0 {
            number = (number / Double(scale)).rounded() + Double(quantization.zeroPoints.first ?? 0)
        }
        func bytes<Element: TensorElement>(_ element: Element) -> [UInt8] { withUnsafeBytes(of: element) { Array($0) } }
        switch value.type {
        case .float32: return bytes(Float(number))
        case .float64: return bytes(number)
        case .int8: return bytes(Int8(saturating: number))
        case .uint8: return bytes(UInt8(saturating: number))
        case .int16: return bytes(Int16(saturating: number))
        case .int32: return bytes(Int32(saturating: number))
        case .int64: return bytes(Int64(saturating: number))
        case .bool: return [number == 0 ? 0 : 1]
        case .float16:
            guard number == 0 else {
                throw EngineError(.unsupported, "float16 can be padded with zeros only", at: operation.location)
            }
            return [0, 0]
        }
    }
}
