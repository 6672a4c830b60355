import CKernels

/// How the rows and panels of one matrix product are divided into units.
struct MatrixProduct {
    var arguments: qk_f32_gemm

    /// The fewest rows of a unit: a few tiles.
    private static let rowsPerUnit = 24
    /// The panels that kernels compute side by side.
    private static let panelsPerUnit = 3
    /// Enough parts to even out the threads' speeds.
    private static let partsPerThread = 4

    /// A step that computes the product, divided along rows, or along columns where there are too few rows to share.
    func step(kernels: UnsafePointer<qk_kernels>, threadCount: Int) -> Step {
        let gemm = kernels.pointee.f32_gemm
        let (arguments, rows) = (arguments, arguments.rows)
        let panels = qk_gemm_panels(arguments.columns)
        let cost = rows * arguments.columns * arguments.depth
        // A multiple of the threads, so that all have the same.
        func parts(of size: Int) -> Int {
            max(1, min(size / threadCount, Self.partsPerThread)) * threadCount
        }
        let columnParts = min(parts(of: panels / Self.panelsPerUnit), panels)
        let rowParts = parts(of: rows / Self.rowsPerUnit)
        if rows >= 2 * Self.rowsPerUnit * threadCount || columnParts < min(rowParts, threadCount) {
            return Step(unitCount: rowParts, cost: cost) { units, _ in
                let range = rows * units.lowerBound / rowParts..<rows * units.upperBound / rowParts
                withUnsafePointer(to: arguments) { gemm($0, range.kernelRange, (0..<panels).kernelRange) }
            }
        }
        return Step(unitCount: columnParts, cost: cost) { units, _ in
            let range = panels * units.lowerBound / columnParts..<panels * units.upperBound / columnParts
            withUnsafePointer(to: arguments) { gemm($0, (0..<rows).kernelRange, range.kernelRange) }
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
