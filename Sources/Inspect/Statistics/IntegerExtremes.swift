/// The least and the greatest integer of each channel; `max` and `min` of the type in a channel without elements.
struct IntegerExtremes<Integer: FixedWidthInteger> {
    private(set) var least: [Integer]
    private(set) var greatest: [Integer]

    init(of integers: UnsafeBufferPointer<Integer>, _ layout: ChannelLayout) {
        least = Array(repeating: .max, count: max(1, layout.count))
        greatest = Array(repeating: .min, count: max(1, layout.count))
        if layout.stride == 1, layout.count > 1 {
            addRows(of: integers)
        } else {
            layout.forEachRun(in: integers) { channel, run in add(UnsafeBufferPointer(rebasing: run), to: channel) }
        }
    }

    /// By index over plain memory, as below, which compilers turn into vector instructions.
    private mutating func add(_ run: UnsafeBufferPointer<Integer>, to channel: Int) {
        var (lowest, highest) = (least[channel], greatest[channel])
        for index in 0..<run.count {
            lowest = min(lowest, run[index])
            highest = max(highest, run[index])
        }
        (least[channel], greatest[channel]) = (lowest, highest)
    }

    /// Where neighbours belong to different channels, a row of all channels is taken at a time.
    private mutating func addRows(of integers: UnsafeBufferPointer<Integer>) {
        least.withUnsafeMutableBufferPointer { least in
            greatest.withUnsafeMutableBufferPointer { greatest in
                var start = 0
                while start < integers.count {
                    let row = UnsafeBufferPointer(rebasing: integers[start..<min(start + least.count, integers.count)])
                    for channel in 0..<row.count { least[channel] = min(least[channel], row[channel]) }
                    for channel in 0..<row.count { greatest[channel] = max(greatest[channel], row[channel]) }
                    start += row.count
                }
            }
        }
    }
}
