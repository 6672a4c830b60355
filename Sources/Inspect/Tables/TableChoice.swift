/// Which rows of a table are shown, in which order, and in which columns.
package struct TableChoice: Sendable {
    /// Rows whose layer matches one of these patterns (`*`, `?`, `[a-z]`); all where there is none.
    package var layers: [GlobPattern]
    /// The key of the column that decides on the order; nil leaves it as it is.
    package var sort: String?
    package var isReversed: Bool
    /// At most as many rows, from the beginning of the order.
    package var top: Int?
    /// Keys of columns, in the order in which they are shown; nil shows what is not empty.
    package var columns: [String]?

    package init(
        layers: [GlobPattern] = [], sort: String? = nil, isReversed: Bool = false, top: Int? = nil,
        columns: [String]? = nil
    ) {
        self.layers = layers
        self.sort = sort
        self.isReversed = isReversed
        self.top = top
        self.columns = columns
    }

    /// Everything, as it is.
    package static let all = TableChoice()
}
