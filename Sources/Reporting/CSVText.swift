/// Tables for programs, as RFC 4180 describes them but for the line feeds, which stand alone.
package enum CSVText {
    /// One line of the table, which ends with a line feed.
    package static func line(_ fields: [CSVField]) -> String { fields.map(\.text).joined(separator: ",") + "\n" }
}

/// A field of a CSV file. What is absent and numbers that are not finite make an empty one.
package struct CSVField: Sendable, Hashable {
    package let text: String

    package init(_ string: String?) {
        let string = string ?? ""
        guard string.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
            text = string
            return
        }
        var quoted = "\""
        for scalar in string.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        text = quoted + "\""
    }

    package init(_ number: Int?) { text = number.map(String.init) ?? "" }

    package init(_ number: Float?) { text = number.flatMap { $0.isFinite ? $0.description : nil } ?? "" }

    package init(_ number: Double?) { text = number.flatMap { $0.isFinite ? $0.description : nil } ?? "" }
}
