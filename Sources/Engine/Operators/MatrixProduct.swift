import CKernels

/// How the rows and panels of one matrix product are divided into units.
struct MatrixProduct {
    var arguments: qk_f32_gemm

    /// Rows of one unit: a multiple of every kernel's tile height.
    private static let rowsPerUnit = 24

    /// A step that computes the product, divided along rows, or along columns where there are too few rows to share.
    func step(kernels: UnsafePointer<qk_kernels>, threadCount: Int) -> Step {
        let gemm = kernels.pointee.f32_gemm
        let (arguments, rows) = (arguments, arguments.rows)
        let panels = qk_gemm_panels(arguments.columns)
        let rowUnits = (rows + Self.rowsPerUnit - 1) / Self.rowsPerUnit
        let cost = rows * arguments.columns * arguments.depth
        if rowUnits >= 2 * threadCount || rowUnits >= panels {
            return Step(unitCount: rowUnits, cost: cost) { units, _ in
                let lower = units.lowerBound * Self.rowsPerUnit
                let upper = min(units.upperBound * Self.rowsPerUnit, rows)
                withUnsafePointer(to: arguments) { gemm($0, (lower..<upper).kernelRange, (0..<panels).kernelRange) }
            }
        }
        return Step(unitCount: panels, cost: cost) { units, _ in
            withUnsafePointer(to: arguments) { gemm($0, (0..<rows).kernelRange, units.kernelRange) }
        }
    }
}

/// The product of a matrix of constants with one vector.
struct VectorProduct {
    var arguments: qk_f32_gemv

    /// Columns of one unit.
    private static let columnsPerUnit = 8

    func step(kernels: UnsafePointer<qk_kernels>) -> Step {
        let gemv = kernels.pointee.f32_gemv
        let (arguments, columns) = (arguments, arguments.columns)
        let units = (columns + Self.columnsPerUnit - 1) / Self.columnsPerUnit
        return Step(unitCount: units, cost: columns * arguments.depth) { units, _ in
            let lower = units.lowerBound * Self.columnsPerUnit
            let upper = min(units.upperBound * Self.columnsPerUnit, columns)
            withUnsafePointer(to: arguments) { gemv($0, (lower..<upper).kernelRange) }
        }
    }
}
