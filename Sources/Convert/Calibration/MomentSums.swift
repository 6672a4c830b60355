import Engine

/// Extremes and sums of every column over all blocks so far, added up in the order of the samples.
///
/// Safe to share while it adds: each thread writes the columns of other values.
final class MomentSums: @unchecked Sendable {
    private let layout: ObservedColumns
    private let extremes: UnsafeMutableBufferPointer<Float>
    private let sums: UnsafeMutableBufferPointer<Double>
    private let counts: UnsafeMutableBufferPointer<Int>

    init(_ layout: ObservedColumns) {
        self.layout = layout
        extremes = .allocate(capacity: 2 * layout.count)
        extremes[..<layout.count].initialize(repeating: .infinity)
        extremes[layout.count...].initialize(repeating: -.infinity)
        sums = .allocate(capacity: 2 * layout.count)
        sums.initialize(repeating: 0)
        counts = .allocate(capacity: layout.entries.count)
        counts.initialize(repeating: 0)
    }

    deinit {
        extremes.deallocate()
        sums.deallocate()
        counts.deallocate()
    }

    /// Elements of the value at `index` that were seen.
    func elementCount(_ index: Int) -> Int { counts[index] }

    /// Adds blocks in their order, the values shared by the threads of `pool`.
    func add(_ blocks: ArraySlice<BlockMoments>, on pool: ThreadPool) {
        pool.run(unitCount: layout.entries.count) { entries, _ in
            for block in blocks {
                for index in entries where block.elementCounts[index] > 0 {
                    self.counts[index] += block.elementCounts[index]
                    let entry = self.layout.entries[index]
                    self.add(block, columns: entry.offset..<entry.offset + entry.columns)
                }
            }
        }
    }

    private func add(_ block: BlockMoments, columns: Range<Int>) {
        let (lowest, highest, sum, squares) = (block.minimum, block.maximum, block.sum, block.sumOfSquares)
        let columnCount = layout.count
        for column in columns {
            let greatest = columnCount + column
            extremes[column] = min(extremes[column], lowest[column])
            extremes[greatest] = max(extremes[greatest], highest[column])
            sums[column] += Double(sum[column])
            sums[greatest] += Double(squares[column])
        }
    }

    /// The channels of the value at `index`; one for all where they are not told apart.
    func channels(_ index: Int) -> [ChannelObservation] {
        let entry = layout.entries[index]
        var channels = Array(repeating: ChannelObservation(), count: max(1, entry.channels))
        for column in 0..<entry.columns {
            let place = entry.offset + column
            channels[column % channels.count].merge(
                ChannelObservation(
                    count: 0, minimum: extremes[place] + 0, maximum: extremes[layout.count + place] + 0,
                    sum: sums[place], sumOfSquares: sums[layout.count + place]))
        }
        for channel in channels.indices { channels[channel].count = counts[index] / channels.count }
        return channels
    }
}
