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
/// Greedy by size, after Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference" (2020): the largest
/// request is placed first. The result depends only on the requests and on whether two threads share the work.
package struct MemoryPlanner {
    /// The offset of each request, a multiple of ``Arena/alignment``.
    package private(set) var offsets: [Int]
    /// The size of the whole block.
    package private(set) var byteCount = 0

    /// How much more memory slots may take.
    private static let slotAllowance = 1.25

    /// - Parameter isForHalves: whether one thread computes the first half of each value and another the second. Then halves
    ///   of different values take the same places, if that takes little more memory: a core writes faster what is in its
    ///   own cache.
    package init(_ requests: [MemoryRequest], isForHalves: Bool = false) throws(EngineError) {
        let largestFirst = requests.indices.filter { requests[$0].byteCount > 0 }.sorted {
            (requests[$1].byteCount, $0) < (requests[$0].byteCount, $1)
        }
        offsets = Array(repeating: 0, count: requests.count)
        try placeInGaps(requests, largestFirst)
        guard isForHalves else { return }
        let slots = Self.slots(for: requests, largestFirst)
        if Double(slots.reduce(0) { $0 + $1.byteCount }) <= Double(byteCount) * Self.slotAllowance {
            place(requests, in: slots)
        }
    }

    /// Places each request into the smallest gap between those it shares a step with, or behind them.
    private mutating func placeInGaps(_ requests: [MemoryRequest], _ largestFirst: [Int]) throws(EngineError) {
        // Indices of placed requests in ascending order of their offsets.
        var placed: [Int] = []
        for index in largestFirst {
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

    /// Memory for requests of which no two are needed at the same time.
    private struct Slot {
        var byteCount: Int
        var requests: [Int]
    }

    /// The first slot for each request where it meets no other.
    private static func slots(for requests: [MemoryRequest], _ largestFirst: [Int]) -> [Slot] {
        var slots: [Slot] = []
        for index in largestFirst {
            let steps = requests[index].steps
            let free = slots.firstIndex { slot in slot.requests.allSatisfy { !requests[$0].steps.overlaps(steps) } }
            if let free {
                slots[free].requests.append(index)
            } else {
                slots.append(Slot(byteCount: Arena.roundUp(requests[index].byteCount), requests: [index]))
            }
        }
        return slots
    }

    /// Places requests in the middle of their slots, one slot behind the other.
    private mutating func place(_ requests: [MemoryRequest], in slots: [Slot]) {
        byteCount = 0
        for slot in slots {
            for index in slot.requests {
                let size = Arena.roundUp(requests[index].byteCount)
                offsets[index] = byteCount + (slot.byteCount - size) / 2 / Arena.alignment * Arena.alignment
            }
            byteCount += slot.byteCount
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
