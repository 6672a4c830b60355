import Experiment
import Foundation
import Metrics
import Testing
import Verification

@Suite("The report for people")
struct DocumentTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/experiment")

    /// Of the sample model: native, float32, four calibrated on all classes, and one on a single class.
    private func report() throws -> ExperimentReport {
        try JSONDecoder().decode(
            ExperimentReport.self, from: Data(contentsOf: Self.fixtures.appending(path: "report.json")))
    }

    @Test("It stays as it was looked over; RECORD_SNAPSHOTS=1 records it anew")
    func writes() throws {
        let (text, file) = (try report().markdown, Self.fixtures.appending(path: "report.md"))
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try text == String(contentsOf: file, encoding: .utf8))
    }

    @Test("A difference is called more than chance only where it is so among all comparisons")
    func judges() throws {
        var report = try report()
        func sentence(_ mcNemar: Double) -> String {
            report.verification.models[3].mcNemar = mcNemar
            return report.markdown.split(separator: "\n").first { $0.hasPrefix("- `int8-0.08`:") }.map(String.init)
                ?? ""
        }
        #expect(sentence(0.05).contains("no more than chance makes of equally good models (p = 0.05)"))
        #expect(sentence(0.02).contains("which alone would be more than chance (p = 0.02, 0.1 among 5 comparisons)"))
        #expect(sentence(0.001).contains("more than chance (p = 0.001, 0.005 among 5 comparisons)"))
    }

    @Test("Without labels there is no accuracy, and the report says so")
    func livesWithoutLabels() throws {
        var report = try report()
        report.verification.hasLabels = false
        for index in report.verification.models.indices {
            report.verification.models[index].accuracy = nil
            report.verification.models[index].lost = nil
            report.verification.models[index].mcNemar = nil
            report.verification.models[index].confusionMatrix = nil
        }
        let text = report.markdown
        #expect(text.contains("- Accuracy is not known, because x_test has no labels."))
        #expect(text.contains("There are none: x_test has no labels."))
        #expect(text.contains("13 of 2,000 samples are taken for another class than by `native`."))
        #expect(!text.contains("lost"))
    }

    @Test("Names cannot become Markdown, nor break its tables")
    func escapes() throws {
        var report = try report()
        report.verification.classNames = ["|a|", "```", "<b>", "a\nb", "[x](y)", "*g*", "d", "s"]
        report.source.name = "<script>"
        let lines = report.markdown.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "# &lt;script&gt;: accuracy, speed and size")
        #expect(lines.filter { $0.hasPrefix("```") }.count == 2 * report.verification.models.count)
        #expect(lines.contains { $0.contains("1,058 samples of class \\*g\\*") })
    }

    @Test("Of many classes the most frequent confusions are listed")
    func shortens() throws {
        var report = try report()
        var matrix = ConfusionMatrix(classCount: 30)
        for label in 0..<30 {
            for _ in 0...label { matrix.add(label: label, predicted: (label + 1) % 30) }
        }
        report.verification.classes = 30
        report.verification.classNames = nil
        for index in report.verification.models.indices { report.verification.models[index].confusionMatrix = matrix }
        let text = report.markdown
        #expect(text.contains("the most frequent of 30 confusions; report.json has all"))
        #expect(text.contains("29          0               30             100.0 %"))
    }
}
