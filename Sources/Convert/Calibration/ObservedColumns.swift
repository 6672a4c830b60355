import ModelIR

/// The float values of a graph, and where the moments of each stand in arrays that all of them share.
///
/// A value is looked at as a matrix of ``Entry/columns`` numbers a row. Where it has few channels a row holds several
/// pixels, and where it has very many their moments are not told apart.
struct ObservedColumns {
    struct Entry {
        let value: ValueID
        /// The size of the last axis, the channels of an image; 0 where they are too many to be told apart.
        let channels: Int
        /// A multiple of `channels`, where those are told apart.
        let columns: Int
        /// The first column in the shared arrays.
        let offset: Int
        /// Groups of neighbours that a row of the value holds, if it holds whole ones.
        let groups: Int
    }

    let entries: [Entry]
    /// The columns of all values.
    let count: Int
    private let entryOfValue: [Int]

    private static let leastColumns = 16
    private static let mostChannels = 4096

    init(_ graph: Graph) {
        var entries: [Entry] = []
        var entryOfValue = Array(repeating: -1, count: graph.values.count)
        var count = 0
        for value in graph.inputs.map(\.value) + graph.nodes.flatMap(\.outputs)
        where graph[value].type == .float32 && !graph[value].isConstant && entryOfValue[value.index] < 0 {
            let size = graph[value].shape.dimensions.last ?? 1
            let channels = size > Self.mostChannels ? 0 : max(1, size)
            var columns = channels == 0 ? 4 * Self.leastColumns : channels
            while columns < Self.leastColumns { columns *= 2 }
            entryOfValue[value.index] = entries.count
            entries.append(
                Entry(
                    value: value, channels: channels, columns: columns, offset: count,
                    groups: size % 8 == 0 ? size / 8 : 1))
            count += columns
        }
        self.entries = entries
        self.entryOfValue = entryOfValue
        self.count = count
    }

    /// The index of a value's entry; nil for a constant and for what is not float32.
    func entry(of value: ValueID) -> Int? { entryOfValue[value.index] < 0 ? nil : entryOfValue[value.index] }
}
