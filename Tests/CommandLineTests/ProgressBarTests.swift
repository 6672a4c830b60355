import CommandSupport
import Testing

@Suite("Progress bar")
struct ProgressBarTests {
    @Test("The line says how far, how fast and how long, and never wraps", arguments: [20, 40, 80, 200])
    func line(width: Int) {
        let line = ProgressBar.line("calibrating", done: 250, total: 1000, seconds: 2, width: width)
        #expect(line.count == width - 1)
        #expect(line.hasPrefix("calibrating"))
        #expect(width < 80 || line.contains("250/1,000  125 samples/s  0:06 left"))
    }

    @Test("Nothing is guessed before anything is done")
    func beginning() {
        let line = ProgressBar.line("calibrating", done: 0, total: 10, seconds: 0, width: 80)
        #expect(line.contains("0/10"))
        #expect(!line.contains("left"))
    }
}
