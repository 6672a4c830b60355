package import Reporting

/// A column of a report's table: how its cells read, what they are for programs, and how they order rows.
package struct ReportColumn<Row: Sendable>: Sendable {
    /// The name by which `--columns` and `--sort` call it.
    let key: String
    /// Other names for it.
    let aliases: [String]
    /// The column for people; its `dispensability` says when it is left out.
    let column: TextTable.Column
    /// The cells of some rows, which may be aligned with one another.
    let cells: @Sendable ([Row]) -> [String]
    /// The titles of the fields for programs.
    let titles: [String]
    let fields: @Sendable (Row) -> [CSVField]
    let order: @Sendable (Row) -> SortKey

    package init(
        key: String, aliases: [String] = [], column: TextTable.Column,
        cells: @escaping @Sendable ([Row]) -> [String], titles: [String],
        fields: @escaping @Sendable (Row) -> [CSVField], order: @escaping @Sendable (Row) -> SortKey
    ) {
        self.key = key
        self.aliases = aliases
        self.column = column
        self.cells = cells
        self.titles = titles
        self.fields = fields
        self.order = order
    }

    func isCalled(_ name: String) -> Bool { name == key || aliases.contains(name) }
}

/// What rows are ordered by: numbers from the largest down, names from A to Z, places as they are. Rows without one
/// come last.
package enum SortKey: Sendable {
    case place(Int)
    case name(String)
    case number(Double?)

    /// Whether `first` stands in front of `second`; nil where neither does.
    static func isOrdered(_ first: SortKey, _ second: SortKey) -> Bool? {
        switch (first, second) {
        case (.place(let one), .place(let other)): one == other ? nil : one < other
        case (.name(let one), .name(let other)): one == other ? nil : one < other
        case (.number(let one), .number(let other)):
            switch (one, other) {
            case (let one?, let other?): one == other ? nil : one > other
            case (_?, nil): true
            case (nil, _?): false
            case (nil, nil): nil
            }
        default: nil
        }
    }

    var isAbsent: Bool { if case .number(nil) = self { true } else { false } }
}

extension ReportColumn {
    /// A column of names.
    package static func name(
        _ key: String, aliases: [String] = [], dispensability: Int? = nil, _ name: @escaping @Sendable (Row) -> String
    ) -> Self {
        ReportColumn(
            key: key, aliases: aliases,
            column: TextTable.Column(key, isFlexible: true, dispensability: dispensability),
            cells: { $0.map(name) }, titles: [key], fields: { [CSVField(name($0))] }, order: { .name(name($0)) })
    }

    /// A column of counts, of which zero reads as nothing.
    static func count(
        _ key: String, title: String? = nil, field: String? = nil, aliases: [String] = [], dispensability: Int? = nil,
        _ count: @escaping @Sendable (Row) -> Int?
    ) -> Self {
        ReportColumn(
            key: key, aliases: aliases, column: TextTable.Column(title ?? key, .right, dispensability: dispensability),
            cells: { $0.map { count($0).map { $0 == 0 ? "" : $0.grouped } ?? "" } }, titles: [field ?? key],
            fields: { [CSVField(count($0))] }, order: { .number(count($0).map(Double.init)) })
    }

    /// A column of real numbers with four significant digits.
    static func number(
        _ key: String, aliases: [String] = [], dispensability: Int? = nil, _ number: @escaping @Sendable (Row) -> Float?
    ) -> Self {
        ReportColumn(
            key: key, aliases: aliases, column: TextTable.Column(key, .right, dispensability: dispensability),
            cells: { $0.map { number($0)?.significant(4) ?? "" } }, titles: [key],
            fields: { [CSVField(number($0))] }, order: { .number(number($0).map(Double.init)) })
    }

    /// A column of ranges, which are ordered by their widths.
    static func range(
        _ key: String, aliases: [String] = [], dispensability: Int? = nil,
        _ range: @escaping @Sendable (Row) -> (min: Float?, max: Float?)
    ) -> Self {
        ReportColumn(
            key: key, aliases: aliases, column: TextTable.Column(key, dispensability: dispensability),
            cells: { rangeTexts($0.map(range)) }, titles: ["\(key)_min", "\(key)_max"],
            fields: { [CSVField(range($0).min), CSVField(range($0).max)] },
            order: { row in
                let (min, max) = range(row)
                return .number(min.flatMap { min in max.map { Double($0) - Double(min) } })
            })
    }
}

/// Ranges as `-0.25 … 0.5`, the dots one below the other; nothing where there is no range.
func rangeTexts(_ ranges: [(min: Float?, max: Float?)]) -> [String] {
    let ends = ranges.map { ($0.min?.significant(4) ?? "", $0.max?.significant(4) ?? "") }
    let widths = ends.reduce((0, 0)) { (max($0.0, $1.0.count), max($0.1, $1.1.count)) }
    return ends.map { least, greatest in
        least.isEmpty && greatest.isEmpty
            ? "" : least.indented(to: widths.0) + " … " + greatest.indented(to: widths.1)
    }
}
