import CKernels

/// Factors for the columns of the left matrix of a product, which are brought into a copy of the weights or of the rows.
///
/// Every thread makes a copy for itself. To wait for one that they share takes longer, and far longer where cores are so far
/// apart that writing what the other has read is slow.
struct Gate {
    let factors: UnsafePointer<Float>
    let scalesWeights: Bool
    /// Memory for the copies, one for each worker.
    let copies: UnsafeMutablePointer<Float>
    /// Elements from one copy to the next.
    let copyStride: Int
}

extension MatrixProduct {
    /// A step that computes the product of the rows, each element multiplied by the factor of its column.
    func step(_ gate: Gate) -> Step {
        let gemm = kernels.pointee.f32_gemm
        let scaleWeights = kernels.pointee.f32_gemm_scale
        let rowScaling = RowScaling(rows: arguments.rows, depth: arguments.depth, kernels: kernels)
        let isScaledAgain = gate.scalesWeights == sharesRows
        return Step(unitCount: unitCount, cost: cost, hasCostlyPieces: isScaledAgain) { units, worker in
            let (rows, panels) = parts(units)
            let copy = gate.copies + worker * gate.copyStride
            var arguments = arguments
            if gate.scalesWeights {
                scaleWeights(arguments.columns, arguments.depth, arguments.b, gate.factors, copy, panels.kernelRange)
                arguments.b = UnsafePointer(copy)
            } else {
                arguments.a = rowScaling.scale(rows, of: arguments.a, by: gate.factors, to: copy)
            }
            gemm(&arguments, rows.kernelRange, panels.kernelRange)
        }
    }
}

/// Multiplies rows of a matrix by one factor for each column.
private struct RowScaling {
    private let depth: Int
    private let sizes: AxisList
    private let (dense, repeated): (AxisList, AxisList)
    private let multiply: @convention(c) (UnsafePointer<qk_f32_binary>, qk_range) -> Void

    init(rows: Int, depth: Int, kernels: UnsafePointer<qk_kernels>) {
        self.depth = depth
        sizes = AxisList([rows, depth])
        (dense, repeated) = (AxisList([depth, 1]), AxisList([0, 1]))
        multiply = kernels.pointee.f32_binary
    }

    /// Writes scaled rows to `copy` and returns where the first of all rows would be there.
    func scale(
        _ rows: Range<Int>, of matrix: UnsafePointer<Float>, by factors: UnsafePointer<Float>,
        to copy: UnsafeMutablePointer<Float>
    ) -> UnsafePointer<Float> {
        let start = copy - rows.lowerBound * depth
        var arguments = qk_f32_binary(
            function: QK_BINARY_MUL, rank: 2, sizes: sizes.sizes, a: matrix, a_strides: dense.sizes, b: factors,
            b_strides: repeated.sizes, c: start, activation: Activation.none.kernelActivation)
        multiply(&arguments, (rows.lowerBound * depth..<rows.upperBound * depth).kernelRange)
        return UnsafePointer(start)
    }
}
