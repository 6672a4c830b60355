import CKernels

/// The kernels that look at values while a model runs; every instruction set gives the same bits.
package struct ObservationKernels {
    private let kernels = qk_kernels_best()

    /// The fastest that this processor runs.
    package init() {}

    /// Adjoins the elements of a dense matrix [rows, columns] to the extremes and the sums of its columns.
    ///
    /// A last row that is not full belongs to the first columns. Extremes leave NaN out; a sum is not finite where an
    /// element is not.
    package func addMoments(of elements: UnsafeBufferPointer<Float>, to columns: ColumnMoments) {
        guard let input = elements.baseAddress, columns.count > 0 else { return }
        func add(rows: Int, columns count: Int, from start: Int) {
            guard rows > 0, count > 0 else { return }
            var arguments = qk_f32_moments(
                rows: rows, columns: count, input: input + start, minimum: columns.minimum, maximum: columns.maximum,
                sum: columns.sum, sum_of_squares: columns.sumOfSquares)
            kernels.pointee.f32_moments(&arguments)
        }
        let (rows, rest) = elements.count.quotientAndRemainder(dividingBy: columns.count)
        add(rows: rows, columns: columns.count, from: 0)
        add(rows: 1, columns: rest, from: elements.count - rest)
    }

    /// The least and the greatest of some numbers, infinities the wrong way around where there is none; nil if one of
    /// them is NaN.
    package func extremes(of elements: UnsafePointer<Float>, count: Int) -> (minimum: Float, maximum: Float)? {
        let found = kernels.pointee.f32_extremes(elements, count)
        return found.nan_count == 0 ? (found.minimum, found.maximum) : nil
    }

    /// Counts finite elements in bins: bin b holds b * width <= x < (b + 1) * width.
    ///
    /// - Parameters:
    ///   - inverseWidth: 1 / width, a power of two.
    ///   - firstBin: the bin of the first of `counts`. What lies outside of them is counted at the nearer end.
    ///   - step: each of so many groups of 8 neighbours is counted, from `phase` on.
    ///   - weight: what is added for one element.
    package func count(
        _ elements: UnsafeBufferPointer<Float>, inverseWidth: Float, firstBin: Int, step: Int, phase: Int,
        weight: UInt64,
        into counts: UnsafeMutableBufferPointer<UInt64>
    ) {
        guard let input = elements.baseAddress, let first = counts.baseAddress else { return }
        var arguments = qk_f32_histogram(
            count: elements.count, input: input, inverse_width: inverseWidth, first_bin: Int32(firstBin),
            bin_count: Int32(counts.count), step: step, phase: phase, weight: weight, counts: first)
        kernels.pointee.f32_histogram(&arguments)
    }

    /// Elements that are counted or left out together.
    package static let groupSize = Int(QK_HISTOGRAM_GROUP)
}

/// Where the extremes and the sums of some columns are, `count` numbers each.
package struct ColumnMoments {
    package var count: Int
    package var minimum: UnsafeMutablePointer<Float>
    package var maximum: UnsafeMutablePointer<Float>
    package var sum: UnsafeMutablePointer<Float>
    package var sumOfSquares: UnsafeMutablePointer<Float>

    package init(
        count: Int, minimum: UnsafeMutablePointer<Float>, maximum: UnsafeMutablePointer<Float>,
        sum: UnsafeMutablePointer<Float>, sumOfSquares: UnsafeMutablePointer<Float>
    ) {
        self.count = count
        self.minimum = minimum
        self.maximum = maximum
        self.sum = sum
        self.sumOfSquares = sumOfSquares
    }
}
