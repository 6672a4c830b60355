package import Reporting

/// Lines for people: facts with labels in front, tables, drawings.
package struct Page {
    private let style: TextStyle
    private var lines: [String] = []
    private var lastLabel: String?

    /// Where facts begin.
    private static let labelWidth = 12
    private static let indentation = "  "
    /// Long facts are broken to be read, even where nobody counts characters.
    private static let widestFact = 100

    package init(style: TextStyle) { self.style = style }

    /// The line that stands above all others.
    package mutating func addHeading(_ text: String) {
        add(text.visible.broken(to: style.width ?? .max).map(style.heading))
    }

    package mutating func add(_ line: String) {
        lines.append(line)
        lastLabel = nil
    }

    package mutating func add(_ more: [String]) { for line in more { add(line) } }

    package mutating func addBlank() { add("") }

    /// A fact behind its label, which several facts in a row share; broken between words where it is long.
    package mutating func add(_ label: String, _ fact: String, as role: TextStyle.Role? = nil) {
        let room = max(24, min(style.width ?? .max, Self.widestFact) - Self.indentation.count - Self.labelWidth)
        for line in fact.visible.broken(to: room) {
            let shown = lastLabel == label ? "" : label
            let space = String(repeating: " ", count: max(1, Self.labelWidth - shown.count))
            let text = role.map { style.set(line, as: $0) } ?? line
            lines.append(Self.indentation + style.set(shown, as: .label) + space + text)
            lastLabel = label
        }
    }

    /// All lines, each with its line feed.
    package var text: String { lines.joined(separator: "\n") + "\n" }
}
