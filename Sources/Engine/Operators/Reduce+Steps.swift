import CKernels
import ModelIR

extension Lowering {
    /// The mean over each image of a batch, from the sums of its rows.
    func imageMean(pixels: Int, _ operation: Operation) -> StepPlan {
        let (sums, output) = (operation.inputs[0], operation.outputs[0])
        let sizes = dimensions(sums)
        let pass = Reduction(outer: sizes[0], size: sizes[1], inner: sizes[2])
        let run = kernels.pointee.f32_reduce
        return StepPlan(inputs: [sums], outputs: [output]) { place in
            let arguments = qk_f32_reduce(
                function: QK_REDUCE_MEAN, outer: pass.outer, size: pass.size, inner: pass.inner, mean_count: pixels,
                input: UnsafePointer(place.floats(sums)), output: place.floats(output))
            return [pass.step { outer, inner in withUnsafePointer(to: arguments) { run($0, outer, inner) } }]
        }
    }

    /// A reduction over some axes: one pass for each run of neighbouring axes, from the last to the first.
    func reduction(_ reduce: Reduce, _ operation: Operation) throws(EngineError) -> StepPlan {
        try requireFloats(operation.inputs + operation.outputs, operation)
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let sizes = dimensions(input)
        let passes = Reduction.passes(sizes: sizes, axes: Set(reduce.axes))
        guard !passes.contains(where: { $0.size == 0 }) else {
            throw EngineError(.unsupported, "an axis of no elements cannot be reduced", at: operation.location)
        }
        // Passes but the last leave their results in scratch memory, alternating between two places.
        let intermediate = passes.dropLast().map { Arena.roundUp($0.outer * $0.inner * 4) }.max() ?? 0
        let run = kernels.pointee.f32_reduce
        let function = reduce.function.kernelFunction
        return StepPlan(
            inputs: [input], outputs: [output], scratchByteCount: 2 * intermediate
        ) { place in
            guard !passes.isEmpty else { return [copyStep(from: input, to: output, place)] }
            var source = UnsafePointer(place.floats(input))
            return passes.enumerated().map { index, pass in
                let isLast = index == passes.count - 1
                let target =
                    isLast
                    ? place.floats(output)
                    : (place.scratch + index % 2 * intermediate).assumingMemoryBound(to: Float.self)
                let arguments = qk_f32_reduce(
                    function: function, outer: pass.outer, size: pass.size, inner: pass.inner, mean_count: pass.size,
                    input: source, output: target)
                source = UnsafePointer(target)
                return pass.step { outer, inner in withUnsafePointer(to: arguments) { run($0, outer, inner) } }
            }
        }
    }
}

/// One pass of a reduction: [outer][size][inner] becomes [outer][inner].
struct Reduction {
    var outer: Int
    var size: Int
    var inner: Int

    static func passes(sizes: [Int], axes: Set<Int>) -> [Reduction] {
        var passes: [Reduction] = []
        var sizes = sizes
        var axis = sizes.count - 1
        while axis >= 0 {
            guard axes.contains(axis) else {
                axis -= 1
                continue
            }
            let last = axis
            while axis > 0, axes.contains(axis - 1) { axis -= 1 }
            passes.append(
                Reduction(
                    outer: sizes[..<axis].reduce(1, *), size: sizes[axis...last].reduce(1, *),
                    inner: sizes[(last + 1)...].reduce(1, *)))
            sizes.replaceSubrange(axis...last, with: repeatElement(1, count: last - axis + 1))
            axis -= 1
        }
        return passes
    }

    /// Divided along the outer axis, or along the inner one where the outer is too short to share.
    func step(_ run: @escaping (_ outer: qk_range, _ inner: qk_range) -> Void) -> Step {
        let cost = outer * size * inner
        let (outer, inner) = (self.outer, self.inner)
        if outer >= 8 || inner < 64 {
            return Step(unitCount: outer, cost: cost) { units, _ in run(units.kernelRange, (0..<inner).kernelRange) }
        }
        // A line of the cache of bytes, four of float32.
        let block = 64
        return Step(unitCount: (inner + block - 1) / block, cost: cost) { units, _ in
            let range = units.lowerBound * block..<min(units.upperBound * block, inner)
            run((0..<outer).kernelRange, range.kernelRange)
        }
    }
}

extension Reduce.Function {
    fileprivate var kernelFunction: qk_reduce_function {
        switch self {
        case .mean: QK_REDUCE_MEAN
        case .sum: QK_REDUCE_SUM
        case .max: QK_REDUCE_MAX
        case .min: QK_REDUCE_MIN
        case .product: QK_REDUCE_PRODUCT
        }
    }
}
