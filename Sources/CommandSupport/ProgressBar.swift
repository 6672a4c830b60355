import Reporting

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One line on the standard error that shows how far a long job is, how fast it goes and how long it will take.
///
/// Only on a terminal; everywhere else nothing is printed. The line is removed when the job is done, so that results and
/// messages stand alone.
package final class ProgressBar {
    private let label: String
    private let width: Int
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var lastShown: ContinuousClock.Instant?
    private let isShown: Bool

    private static let interval = Duration.milliseconds(100)

    /// - Parameters:
    ///   - label: what is being done, `calibrating` for example.
    ///   - isQuiet: whether to print nothing even on a terminal.
    package init(_ label: String, isQuiet: Bool) {
        self.label = label
        start = clock.now
        var size = winsize()
        let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        width = isKnown ? Int(size.ws_col) : 80
        let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
        isShown = !isQuiet && !isDumb && isatty(STDERR_FILENO) == 1
    }

    deinit { finish() }

    /// Shows that `done` of `total` steps are done; calls in quick succession cost next to nothing.
    package func update(done: Int, total: Int) {
        guard isShown else { return }
        let now = clock.now
        if let lastShown, now - lastShown < Self.interval, done < total { return }
        lastShown = now
        let seconds = (now - start) / .seconds(1)
        StandardStreams.printError("\r" + Self.line(label, done: done, total: total, seconds: seconds, width: width))
    }

    /// Removes the line.
    package func finish() {
        guard isShown, lastShown != nil else { return }
        lastShown = nil
        StandardStreams.printError("\r\u{1B}[K")
    }

    /// The text of the line: at most `width - 1` characters, so that no terminal wraps it.
    package static func line(_ label: String, done: Int, total: Int, seconds: Double, width: Int) -> String {
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let left = rate > 0 ? Double(total - done) / rate : 0
        let pace = rate > 0 ? "  \(rate.significant(3)) samples/s  \(clockText(seconds: left)) left" : ""
        let figures = " \(done.grouped)/\(total.grouped)\(pace)"
        let room = width - 1 - label.count - figures.count - 3
        guard room >= 10 else { return padded(label + figures, to: width - 1) }
        let cells = min(room, 40)
        let filled = total > 0 ? cells * done / total : cells
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
        return padded("\(label) [\(bar)]\(figures)", to: width - 1)
    }

    /// Padding covers what a longer line has left on the screen.
    private static func padded(_ text: String, to width: Int) -> String {
        let text = text.prefix(max(0, width))
        return text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func clockText(seconds: Double) -> String {
        let seconds = Int(min(seconds, 359_999).rounded(.up))
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        let tail = seconds % 60 < 10 ? "0\(seconds % 60)" : "\(seconds % 60)"
        return hours > 0 ? "\(hours):\(minutes < 10 ? "0" : "")\(minutes):\(tail)" : "\(minutes):\(tail)"
    }
}
