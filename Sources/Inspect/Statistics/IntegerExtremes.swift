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

    private mutating func add(_ run: UnsafeBufferPointer<Integer>, to channel: Int) {
        let (lowest, highest) = Self.extremes(of: run)
        least[channel] = min(least[channel], lowest)
        greatest[channel] = max(greatest[channel], highest)
    }

    /// By index over plain memory, as below, which compilers turn into vector instructions.
    private static func extremes(of run: UnsafeBufferPointer<Integer>) -> (least: Integer, greatest: Integer) {
        if Integer.bitWidth == 8, Integer.isSigned {
            // The instructions that every x86-64 has compare bytes without a sign only.
            let flip = UInt8(1 << 7)
            var (lowest, highest) = (UInt8.max, UInt8.min)
            for index in 0..<run.count {
                let byte = UInt8(truncatingIfNeeded: run[index]) ^ flip
                lowest = min(lowest, byte)
                highest = max(highest, byte)
            }
            return (
                Integer(truncatingIfNeeded: Int8(bitPattern: lowest ^ flip)),
                Integer(truncatingIfNeeded: Int8(bitPattern: highest ^ flip))
            )
        }
        var (lowest, highest) = (Integer.max, Integer.min)
        for index in 0..<run.count {
            lowest = min(lowest, run[index])
            highest = max(highest, run[index])
        }
        return (lowest, highest)
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
