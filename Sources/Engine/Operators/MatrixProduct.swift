import CKernels

/// One matrix product, and how its rows and panels are divided into units.
struct MatrixProduct {
    let arguments: qk_f32_gemm
    let kernels: UnsafePointer<qk_kernels>
    private let panels: Int
    /// Whether units are parts of the rows; otherwise they are parts of the panels, for there are too few rows to share.
    let sharesRows: Bool
    let unitCount: Int

    /// The fewest rows of a unit: a few tiles.
    private static let rowsPerUnit = 24
    /// The panels that kernels compute side by side.
    private static let panelsPerUnit = 3
    /// Enough parts to even out the threads' speeds.
    private static let partsPerThread = 4

    init(_ arguments: qk_f32_gemm, kernels: UnsafePointer<qk_kernels>, threadCount: Int) {
        self.arguments = arguments
        self.kernels = kernels
        panels = qk_gemm_panels(arguments.columns)
        // A multiple of the threads, so that all have the same.
        func parts(of size: Int) -> Int {
            max(1, min(size / threadCount, Self.partsPerThread)) * threadCount
        }
        let columnParts = min(parts(of: panels / Self.panelsPerUnit), panels)
        let rowParts = parts(of: arguments.rows / Self.rowsPerUnit)
        sharesRows =
            arguments.rows >= 2 * Self.rowsPerUnit * threadCount || columnParts < min(rowParts, threadCount)
        unitCount = sharesRows ? rowParts : columnParts
    }

    var cost: Int { arguments.rows * arguments.columns * arguments.depth }

    /// The rows and panels that some units are.
    func parts(_ units: Range<Int>) -> (rows: Range<Int>, panels: Range<Int>) {
        func part(of size: Int) -> Range<Int> {
            size * units.lowerBound / unitCount..<size * units.upperBound / unitCount
        }
        return sharesRows ? (part(of: arguments.rows), 0..<panels) : (0..<arguments.rows, part(of: panels))
    }

    /// A step that computes the product.
    func step() -> Step {
        let gemm = kernels.pointee.f32_gemm
        return Step(unitCount: unitCount, cost: cost) { units, _ in
            let (rows, panels) = parts(units)
            withUnsafePointer(to: arguments) { gemm($0, rows.kernelRange, panels.kernelRange) }
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
