import Reporting

/// Text that goes into Markdown and must stay what it is.
enum MarkdownText {
    /// `text` on one line, without anything that Markdown or HTML would read.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in printable(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "#", "!", "~":
                escaped += "\\"
                escaped.unicodeScalars.append(scalar)
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// `text` as code within a line.
    static func code(_ text: String) -> String { "`" + printable(text).replacing("`", with: "'") + "`" }

    /// `lines` as a block of code, in which nothing has a meaning.
    static func block(_ lines: [String]) -> [String] { ["```text"] + lines + ["```"] }

    /// `text` for one column of a block of code.
    static func cell(_ text: String) -> String {
        printable(String(String.UnicodeScalarView(text.unicodeScalars.prefix(80)))).replacing("`", with: "'")
            .shortened(to: 20)
    }

    /// A table; titles that begin with a colon are of columns that are set to the right.
    static func table(_ titles: [String], _ rows: [[String]]) -> [String] {
        let rules = titles.map { $0.hasPrefix(":") ? "---:" : "---" }
        let shown = titles.map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 }
        return ([shown, rules] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
    }

    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
