import CKernels

/// The input of a hybrid product, quantized while the model runs in rows that have a scale of their own.
struct DynamicSteps {
    let rows: Int
    /// Elements of one row.
    let length: Int
    let rounding: qk_step_rounding
    let kernels: UnsafePointer<qk_kernels>

    /// Where everything is.
    struct Memory {
        let input: UnsafePointer<Float>
        /// `rows * length` integers, the zero point taken off.
        let steps: UnsafeMutablePointer<Float>
        /// One scale for each row.
        let scales: UnsafeMutablePointer<Float>
        /// Extremes of each block.
        let extremes: UnsafeMutablePointer<qk_f32_extremes>
    }

    /// Elements that one thread quantizes at a time.
    private static let blockLength = 8192
    private var blocksOfRow: Int { (length + Self.blockLength - 1) / Self.blockLength }

    var stepByteCount: Int { rows * length * MemoryLayout<Float>.stride }
    var scaleByteCount: Int { rows * MemoryLayout<Float>.stride }
    var extremesByteCount: Int { rows * blocksOfRow * MemoryLayout<qk_f32_extremes>.stride }

    /// Short rows are read twice from the cache; long ones in blocks, first for their extremes.
    func steps(_ memory: Memory) -> [Step] {
        blocksOfRow == 1 ? [rowStep(memory)] : [extremesStep(memory), blockStep(memory)]
    }

    private func rowStep(_ memory: Memory) -> Step {
        Step(unitCount: rows, cost: 2 * rows * length) { units, _ in
            for row in units {
                let extremes = kernels.pointee.f32_extremes(memory.input + row * length, length)
                quantize(row, 0..<length, StepScale(extremes, rounding: rounding), memory)
            }
        }
    }

    private func extremesStep(_ memory: Memory) -> Step {
        Step(unitCount: rows * blocksOfRow, cost: rows * length) { units, _ in
            for unit in units {
                let (row, block) = unit.quotientAndRemainder(dividingBy: blocksOfRow)
                let elements = elements(of: block)
                memory.extremes[unit] = kernels.pointee.f32_extremes(
                    memory.input + row * length + elements.lowerBound, elements.count)
            }
        }
    }

    private func blockStep(_ memory: Memory) -> Step {
        Step(unitCount: rows * blocksOfRow, cost: rows * length) { units, _ in
            for unit in units {
                let (row, block) = unit.quotientAndRemainder(dividingBy: blocksOfRow)
                var extremes = memory.extremes[row * blocksOfRow]
                for other in 1..<blocksOfRow {
                    let more = memory.extremes[row * blocksOfRow + other]
                    extremes.minimum = min(extremes.minimum, more.minimum)
                    extremes.maximum = max(extremes.maximum, more.maximum)
                }
                quantize(row, elements(of: block), StepScale(extremes, rounding: rounding), memory)
            }
        }
    }

    private func elements(of block: Int) -> Range<Int> {
        block * Self.blockLength..<min((block + 1) * Self.blockLength, length)
    }

    private func quantize(_ row: Int, _ elements: Range<Int>, _ scale: StepScale, _ memory: Memory) {
        if elements.lowerBound == 0 { memory.scales[row] = scale.scale }
        var arguments = qk_f32_steps(
            rounding: rounding, steps_per_unit: scale.stepsPerUnit, zero_point: scale.zeroPoint,
            input: memory.input + row * length, output: memory.steps + row * length)
        kernels.pointee.f32_steps(&arguments, elements.kernelRange)
    }
}
