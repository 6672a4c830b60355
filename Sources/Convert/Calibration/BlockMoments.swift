import Engine

/// Extremes and sums of every column over one block of samples.
final class BlockMoments {
    /// The least number of each column, then the greatest, the sum and the sum of squares.
    private let storage: UnsafeMutableBufferPointer<Float>
    private let columnCount: Int
    /// How many elements of each value were seen; 0 for those that were not shown.
    private(set) var elementCounts: [Int]
    /// How many of them are NaN or infinite.
    private(set) var nonFiniteCounts: [Int]

    init(_ layout: ObservedColumns) {
        columnCount = layout.count
        storage = .allocate(capacity: 4 * layout.count)
        elementCounts = Array(repeating: 0, count: layout.entries.count)
        nonFiniteCounts = elementCounts
        clear()
    }

    deinit { storage.deallocate() }

    /// Forgets what was seen.
    func clear() {
        let firsts: [Float] = [.infinity, -.infinity, 0, 0]
        for (part, first) in firsts.enumerated() {
            storage[part * columnCount..<(part + 1) * columnCount].update(repeating: first)
        }
        for index in elementCounts.indices {
            elementCounts[index] = 0
            nonFiniteCounts[index] = 0
        }
    }

    var minimum: UnsafeMutableBufferPointer<Float> { part(0) }
    var maximum: UnsafeMutableBufferPointer<Float> { part(1) }
    var sum: UnsafeMutableBufferPointer<Float> { part(2) }
    var sumOfSquares: UnsafeMutableBufferPointer<Float> { part(3) }

    private func part(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(rebasing: storage[index * columnCount..<(index + 1) * columnCount])
    }

    /// Looks at some elements of one value.
    /// - Returns: bounds of everything finite seen of it since ``clear()``; nil where one element is not finite.
    func add(
        _ elements: UnsafeBufferPointer<Float>, at index: Int, of layout: ObservedColumns,
        with kernels: ObservationKernels
    ) -> (minimum: Float, maximum: Float)? {
        let entry = layout.entries[index]
        guard let base = storage.baseAddress, !elements.isEmpty else { return nil }
        let first = base + entry.offset
        let columns = ColumnMoments(
            count: entry.columns, minimum: first, maximum: first + columnCount, sum: first + 2 * columnCount,
            sumOfSquares: first + 3 * columnCount)
        kernels.addMoments(of: elements, to: columns)
        elementCounts[index] += elements.count
        if let sums = kernels.extremes(of: columns.sum, count: entry.columns), sums.minimum > -.infinity,
            sums.maximum < .infinity, let lowest = kernels.extremes(of: columns.minimum, count: entry.columns),
            let highest = kernels.extremes(of: columns.maximum, count: entry.columns)
        {
            return (lowest.minimum, highest.maximum)
        }
        // A sum may overflow where every number is finite.
        var extremes = (minimum: Float.infinity, maximum: -Float.infinity)
        var nonFiniteCount = 0
        for element in elements {
            guard element.isFinite else {
                nonFiniteCount += 1
                continue
            }
            extremes = (min(extremes.minimum, element), max(extremes.maximum, element))
        }
        nonFiniteCounts[index] += nonFiniteCount
        return nonFiniteCount == 0 ? extremes : nil
    }
}
