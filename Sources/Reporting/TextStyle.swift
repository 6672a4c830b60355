#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How text is set for whoever reads it: how wide, and whether headings are bold.
package struct TextStyle: Sendable {
    /// Characters in a line; nil where nobody counts them, in a file or a pipe.
    package var width: Int?
    package var isBold: Bool

    package init(width: Int?, isBold: Bool) {
        self.width = width
        self.isBold = isBold
    }

    /// As wide as it comes, and nothing but text.
    package static let plain = TextStyle(width: nil, isBold: false)

    /// What suits the standard output: plain unless it is a terminal, and without bold type where `NO_COLOR` is set.
    package static var standardOutput: TextStyle {
        guard isatty(STDOUT_FILENO) == 1 else { return plain }
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let refusesColor = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
        return TextStyle(width: isKnown ? max(40, Int(size.ws_col)) : 80, isBold: !refusesColor && !isDumb)
    }

    /// A line that stands above others.
    package func heading(_ text: String) -> String { isBold ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
