import CKernels
import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension Lowering {
    /// A reduction of int8 over some axes, in one pass, so that a sum is rounded only once.
    ///
    /// Where axes that stay lie between reduced ones, the input is transposed first.
    func integerReduction(_ reduce: Reduce, _ operation: Operation) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let (from, to) = (try scale(of: input, operation), try scale(of: output, operation))
        let sizes = dimensions(input)
        try requireRank(sizes.count, operation)
        var passes = Reduction.passes(sizes: sizes, axes: Set(reduce.axes))
        let count = reduce.axes.reduce(1) { $0 * sizes[$1] }
        guard (1...1 << 23).contains(count) else {
            throw EngineError(.unsupported, "int8 cannot be reduced over \(count) elements", at: operation.location)
        }
        let needsTransposition = passes.count > 1
        let kept = sizes.indices.filter { !reduce.axes.contains($0) }
        if needsTransposition || passes.isEmpty {
            passes = [Reduction(outer: sizes.reduce(1, *) / count, size: count, inner: 1)]
        }
        let pass = passes[0]
        let order = kept + reduce.axes.sorted()
        let dense = denseStrides(sizes)
        let transposition = StridedCopy(
            sizes: order.map { sizes[$0] }, sourceStrides: order.map { dense[$0] },
            destinationStrides: denseStrides(order.map { sizes[$0] }))
        let rule = IntegerReduction(
            reduce.function, count: count, from: from, to: to, offset: program.wasUnsigned(input) ? 128 : 0)
        let threadCount = threadCount
        if !needsTransposition, rule.gainsByParts(pass, threadCount: threadCount) {
            let scratchByteCount = rule.byteCountOfParts(pass, threadCount: threadCount)
            return StepPlan(inputs: [input], outputs: [output], scratchByteCount: scratchByteCount) { place in
                rule.stepsByParts(
                    pass, from: place.signedBytes(input), to: place.signedBytes(output),
                    sums: place.scratch.assumingMemoryBound(to: Int32.self), threadCount: threadCount, kernels)
            }
        }
        return StepPlan(
            inputs: [input], outputs: [output], scratchByteCount: needsTransposition ? elementCount(input) : 0
        ) { place in
            let source =
                needsTransposition ? place.scratch.assumingMemoryBound(to: Int8.self) : place.signedBytes(input)
            let reduction = rule.step(pass, from: source, to: place.signedBytes(output), kernels)
            guard needsTransposition else { return [reduction] }
            let copy = transposition.step(
                from: place.bytes(input), to: place.scratch, elementSize: 1, kernels: kernels)
            return [copy, reduction]
        }
    }
}

/// What a reduction does with the elements that it brings together.
private struct IntegerReduction {
    let function: Reduce.Function
    let from: TensorScale
    let to: TensorScale
    /// What was taken from each number to make it int8.
    let offset: Int
    /// From the sum of the elements to the result, and what is added then, zero points and all.
    let multiplier: Float
    let bias: Float
    /// Of each multiplication of a product of `count` elements.
    let stepMultiplier: FixedPointMultiplier

    init(_ function: Reduce.Function, count: Int, from: TensorScale, to: TensorScale, offset: Int) {
        self.function = function
        (self.from, self.to, self.offset) = (from, to, offset)
        let ratio = from.scale / to.scale
        multiplier = function == .mean ? ratio * (1 / Float(count)) : ratio
        bias = Float(to.zeroPoint + offset) - Float((from.zeroPoint + offset) * count) * multiplier
        // By the scale of one factor, which cannot underflow as that of the product may.
        stepMultiplier = FixedPointMultiplier(Double(from.scale) / pow(Double(to.scale), 1 / Double(count)))
    }

    /// Whether threads should make sums of parts of the elements. For few, adding up the sums of parts would take longer.
    func gainsByParts(_ pass: Reduction, threadCount: Int) -> Bool {
        (function == .mean || function == .sum) && threadCount > 1 && pass.outer == 1 && pass.inner >= 16
            && pass.size >= Self.fewestElementsOfPart * threadCount
    }

    private static let fewestElementsOfPart = 64

    /// Bytes of the sums of all parts, one for each thread.
    func byteCountOfParts(_ pass: Reduction, threadCount: Int) -> Int {
        threadCount * qk_s8_sums(pass.inner) * MemoryLayout<Int32>.stride
    }

    /// Threads share the elements that are added up, not the sums: so each reads the pixels that it has just written. Were
    /// the channels shared, every core would have read what the other is about to write, which takes longer than the sums.
    func stepsByParts(
        _ pass: Reduction, from source: UnsafeMutablePointer<Int8>, to target: UnsafeMutablePointer<Int8>,
        sums: UnsafeMutablePointer<Int32>, threadCount: Int, _ kernels: UnsafePointer<qk_kernels>
    ) -> [Step] {
        let (run, parts) = (kernels.pointee.s8_reduce, threadCount)
        let arguments = qk_s8_reduce(
            function: QK_REDUCE_SUM, outer: 1, size: pass.size, inner: pass.inner, input: source,
            offset: Int32(offset), multiplier: multiplier, bias: bias, output: target, sums: nil, sums_of_parts: nil,
            parts: 0)
        let inner = (0..<pass.inner).kernelRange
        let adding = Step(unitCount: parts, cost: pass.size * pass.inner) { units, _ in
            for part in units {
                var arguments = arguments
                let first = pass.size * part / parts
                arguments.size = pass.size * (part + 1) / parts - first
                arguments.input += first * pass.inner
                arguments.sums = sums + part * qk_s8_sums(pass.inner)
                run(&arguments, (0..<1).kernelRange, inner)
            }
        }
        var rounding = arguments
        (rounding.size, rounding.sums_of_parts, rounding.parts) = (0, UnsafePointer(sums), parts)
        return [
            adding,
            Step(unitCount: 1, cost: 0) { [rounding] _, _ in
                withUnsafePointer(to: rounding) { run($0, (0..<1).kernelRange, inner) }
            },
        ]
    }

    func step(
        _ pass: Reduction, from source: UnsafeMutablePointer<Int8>, to target: UnsafeMutablePointer<Int8>,
        _ kernels: UnsafePointer<qk_kernels>
    ) -> Step {
        let kernelFunction: qk_reduce_function
        switch function {
        case .mean, .sum: kernelFunction = QK_REDUCE_SUM
        case .max: kernelFunction = QK_REDUCE_MAX
        case .min: kernelFunction = QK_REDUCE_MIN
        case .product:
            return pass.step { outer, inner in multiply(pass, source, target, outer, inner) }
        }
        let arguments = qk_s8_reduce(
            function: kernelFunction, outer: pass.outer, size: pass.size, inner: pass.inner, input: source,
            offset: Int32(offset), multiplier: multiplier, bias: bias, output: target, sums: nil, sums_of_parts: nil,
            parts: 0)
        let run = kernels.pointee.s8_reduce
        return pass.step { outer, inner in withUnsafePointer(to: arguments) { run($0, outer, inner) } }
    }

    /// REDUCE_PROD in fixed point, as TFLite computes it: each factor brings its part of the scale, and a factor alone stays
    /// as it is.
    private func multiply(
        _ pass: Reduction, _ source: UnsafePointer<Int8>, _ target: UnsafeMutablePointer<Int8>, _ outer: qk_range,
        _ inner: qk_range
    ) {
        for row in outer.begin..<outer.end {
            for column in inner.begin..<inner.end {
                let first = source + row * pass.size * pass.inner + column
                guard pass.size > 1 else {
                    target[row * pass.inner + column] = first[0]
                    continue
                }
                var product = Int32(Int(first[0]) - from.zeroPoint)
                for index in 1..<pass.size {
                    let factor = Int32(Int(first[index * pass.inner]) - from.zeroPoint)
                    product = stepMultiplier.multiplyCoarsely(Int64(product) * Int64(factor))
                }
                let result = stepMultiplier.multiplyCoarsely(Int64(product)) &+ Int32(to.zeroPoint)
                target[row * pass.inner + column] = Int8(clamping: result)
            }
        }
    }
}
