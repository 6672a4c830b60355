/// A wish for memory during a span of steps.
package struct MemoryRequest: Hashable {
    package var byteCount: Int
    /// The first and the last step during which the memory is needed.
    package var steps: ClosedRange<Int>

    package init(byteCount: Int, steps: ClosedRange<Int>) {
        self.byteCount = byteCount
        self.steps = steps
    }
}

/// Places requests in one block of memory so that no two that are needed at the same time overlap.
///
/// Greedy by size with best fit, after Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference"
/// (2020): the largest request is placed first, each into the smallest gap between those it shares a step with, or
/// behind them. The result depends only on the requests.
package struct MemoryPlanner {
    /// The offset of each request, a multiple of ``Arena/alignment``.
    package private(set) var offsets: [Int]
    /// The size of the whole block.
    package private(set) var byteCount = 0

    package init(_ requests: [MemoryRequest]) throws(EngineError) {
        offsets = Array(repeating: 0, count: requests.count)
        let largestFirst = requests.indices.sorted {
            (requests[$1].byteCount, $0) < (requests[$0].byteCount, $1)
        }
        // Indices of placed requests in ascending order of their offsets.
        var placed: [Int] = []
        for index in largestFirst where requests[index].byteCount > 0 {
            let request = requests[index]
            let size = Arena.roundUp(request.byteCount)
            var best: (offset: Int, gap: Int)?
            var end = 0
            for other in placed where requests[other].steps.overlaps(request.steps) {
                let gap = offsets[other] - end
                if gap >= size, gap < best?.gap ?? Int.max { best = (end, gap) }
                end = max(end, offsets[other] + Arena.roundUp(requests[other].byteCount))
            }
            let offset = best?.offset ?? end
            guard size <= Arena.maximumByteCount, offset <= Arena.maximumByteCount - size else {
                throw EngineError(
                    .tooLarge,
                    "the values of one run take more than \(Arena.maximumByteCount >> 30) GiB; use a smaller batch")
            }
            offsets[index] = offset
            byteCount = max(byteCount, offset + size)
            placed.insert(index, at: placed.partitioningIndex { offsets[$0] > offset })
        }
    }
}

extension Array {
    /// The first index whose element satisfies `belongsInSecondPart`, which all later ones then satisfy, too.
    fileprivate func partitioningIndex(where belongsInSecondPart: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongsInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
