import CKernels

/// Turns the sums of a hybrid product in place into real numbers, with bias, residual and activation.
struct Rescaling {
    let rows: Int
    let columns: Int
    /// Scales of the input's rows, each for equally many rows here.
    let scaleCount: Int
    let rounding: qk_step_rounding
    let activation: qk_f32_activation
    let kernels: UnsafePointer<qk_kernels>

    /// Elements of one unit, which stay in the first-level cache.
    private static let elementsOfUnit = 2048

    func step(
        rowScales: UnsafePointer<Float>, columnScales: FloatList, bias: UnsafePointer<Float>?,
        residual: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>
    ) -> Step {
        let hasFunction = activation.function != QK_FUNCTION_IDENTITY
        let (rescale, apply) = (kernels.pointee.f32_rescale, kernels.pointee.f32_unary)
        let rowsOfUnit = max(1, Self.elementsOfUnit / columns)
        let units = (rows + rowsOfUnit - 1) / rowsOfUnit
        return Step(unitCount: units, cost: rows * columns * (hasFunction ? 8 : 2)) { units, _ in
            let range = units.lowerBound * rowsOfUnit..<min(units.upperBound * rowsOfUnit, rows)
            var arguments = qk_f32_rescale(
                rounding: rounding, columns: columns, row_scales: rowScales, rows_of_scale: rows / scaleCount,
                column_scales: columnScales.elements, bias: bias, residual: residual,
                minimum: hasFunction ? -.infinity : activation.minimum,
                maximum: hasFunction ? .infinity : activation.maximum, output: output)
            rescale(&arguments, range.kernelRange)
            guard hasFunction else { return }
            let first = output + range.lowerBound * columns
            apply(activation, first, first, range.count * columns)
        }
    }
}

/// Numbers at a fixed address, because kernels take pointers to them.
final class FloatList {
    let count: Int
    private let pointer: UnsafeMutablePointer<Float>

    init(_ elements: [Float]) {
        count = elements.count
        pointer = UnsafeMutablePointer<Float>.allocate(capacity: max(elements.count, 1))
        pointer.initialize(from: elements, count: elements.count)
    }

    deinit { pointer.deallocate() }

    var elements: UnsafePointer<Float> { UnsafePointer(pointer) }
}
