#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How text is set for whoever reads it: how wide, and whether in colors.
package struct TextStyle: Sendable {
    /// What a piece of text is, which decides how it looks.
    package enum Role: Sendable {
        /// What stands above other text.
        case heading
        /// The name of what stands beside it.
        case label
        /// What can be read over: remarks, rulers.
        case remark
        /// What should not be overlooked.
        case warning
        /// A part of a drawing.
        case drawing

        /// The parameters of the escape sequence Select Graphic Rendition (ECMA-48).
        fileprivate var rendition: String {
            switch self {
            case .heading: "1"
            case .label: "36"
            case .remark: "2"
            case .warning: "1;33"
            case .drawing: "34"
            }
        }
    }

    /// Characters in a line; nil where nobody counts them, in a file or a pipe.
    package var width: Int?
    package var isColored: Bool

    package init(width: Int?, isColored: Bool) {
        self.width = width
        self.isColored = isColored
    }

    /// As wide as it comes, and nothing but text.
    package static let plain = TextStyle(width: nil, isColored: false)

    /// What suits the standard output: plain unless it is a terminal, and without colors where `NO_COLOR` is set.
    /// `COLUMNS` in the environment sets the width, of files and pipes too.
    package static var standardOutput: TextStyle {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        return TextStyle(
            width: chosenWidth ?? (isTerminal ? terminalWidth : nil), isColored: isTerminal && !refusesColor)
    }

    /// `text` as it looks in the role; the escape sequences around it take no width.
    package func set(_ text: String, as role: Role) -> String {
        isColored && !text.isEmpty ? "\u{1B}[\(role.rendition)m\(text)\u{1B}[0m" : text
    }

    /// A line that stands above others.
    package func heading(_ text: String) -> String { set(text, as: .heading) }

    /// Narrower than this nothing can be read.
    private static let leastWidth = 40

    private static var chosenWidth: Int? {
        getenv("COLUMNS").flatMap { Int(String(cString: $0)) }.flatMap { $0 > 0 ? max(leastWidth, $0) : nil }
    }

    private static var terminalWidth: Int {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? max(leastWidth, Int(size.ws_col)) : 80
    }

    private static var refusesColor: Bool {
        let isRefused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
        return isRefused || isDumb
    }
}
