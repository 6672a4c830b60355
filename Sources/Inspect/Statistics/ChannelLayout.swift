/// How the elements of a tensor belong to channels: `stride` elements in a row belong to one channel, the next ones to
/// the next, and after the last channel the first comes again.
struct ChannelLayout: Sendable, Hashable {
    var count: Int
    var stride: Int

    /// One channel for all elements.
    static let single = ChannelLayout(count: 1, stride: .max)

    /// Channels along an axis; nil where there is no such axis, or nothing in it.
    init?(axis: Int, of dimensions: [Int]) {
        guard dimensions.indices.contains(axis), dimensions.allSatisfy({ $0 > 0 }) else { return nil }
        self.init(count: dimensions[axis], stride: dimensions[(axis + 1)...].reduce(1, *))
    }

    init(count: Int, stride: Int) {
        self.count = count
        self.stride = stride
    }

    /// Calls `body` with a channel and elements in a row that belong to it, until all elements had their turn.
    @inline(__always)
    func forEachRun<Element>(
        in elements: UnsafeBufferPointer<Element>, _ body: (Int, Slice<UnsafeBufferPointer<Element>>) -> Void
    ) {
        var start = 0
        var channel = 0
        while start < elements.count {
            let end = start + min(stride, elements.count - start)
            body(channel, elements[start..<end])
            start = end
            channel = channel + 1 == count ? 0 : channel + 1
        }
    }
}
