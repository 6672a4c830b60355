import Convert
import Datasets
import Experiment
import Foundation
import ModelIR
import Testing
import Verification

@Suite("Experiments")
struct ExperimentTests {
    private static let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "samples").path

    private static let calibration = CalibrationSettings(
        data: samples + "/digits.data.h5", choice: SampleChoice(), threads: 2)

    private static let variants: [ExperimentVariant] = [
        .float32, .int8(fraction: 0.08, calibration), .imbalanced(classes: [5], calibration),
    ]

    private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ExperimentTests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func runner(
        _ output: String, data: String = "digits.data.h5", variants: [ExperimentVariant] = Self.variants
    ) -> ExperimentRunner {
        ExperimentRunner(
            source: Self.samples + "/digits.h5", data: Self.samples + "/" + data, resize: ImageResize(), output: output,
            variants: variants, verifier: Verifier(workers: 2, runs: 2, warmup: 1))
    }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    }

    @Test("Models, pictures and reports lie where the report says")
    func writesFolder() throws {
        try withTemporaryFolder { folder in
            let output = folder + "/a/b"
            let report = try runner(output).run()
            let models = ["fp32", "imbint8", "int8-0.08", "native"]
            #expect(
                try names(in: output)
                    == ["img"]
                    + models.flatMap { ["img/\($0)-confusion-matrix.png", "img/\($0)-confusion-matrix.svg"] }
                    + [
                        "models", "models/fp32.qf", "models/imbint8.qf", "models/int8-0.08.qf", "report.json",
                        "report.md",
                    ])
            #expect(report.verification.models.map(\.name) == ["native"] + Self.variants.map(\.name))
            #expect(report.variants[1].calibration?.fraction == 0.08)
            #expect(report.variants[2].calibration?.classes == [5])
            let read = try JSONDecoder().decode(
                ExperimentReport.self, from: Data(contentsOf: URL(filePath: output + "/report.json")))
            let text = try String(contentsOfFile: output + "/report.md", encoding: .utf8)
            #expect(read.markdown == text)
        }
    }

    @Test("Everything but the times is the same in the next run")
    func repeats() throws {
        try withTemporaryFolder { folder in
            for name in ["a", "b"] { _ = try runner(folder + "/" + name).run() }
            for name in try names(in: folder + "/a") where !["img", "models"].contains(name) {
                func content(_ run: String) throws -> Data {
                    let data = try Data(contentsOf: URL(filePath: "\(folder)/\(run)/\(name)"))
                    guard name == "report.json" else { return data }
                    return Data(
                        String(decoding: data, as: UTF8.self).replacing(/"[a-z]+_ms": [0-9.e-]+/, with: "").utf8)
                }
                guard name != "report.md" else { continue }
                #expect(try content("a") == content("b"), "\(name)")
            }
        }
    }

    @Test("What stands in the way is said before anything is written; what goes wrong later leaves no report")
    func refuses() throws {
        try withTemporaryFolder { folder in
            try Data("mine".utf8).write(to: URL(filePath: folder + "/file"))
            let error = #expect(throws: ExperimentError.self) { try runner(folder + "/file").run() }
            #expect(error?.description == "\(folder)/file: is a file; name a folder for the report")
            #expect(error?.kind == .cannotCreate)
            #expect(throws: ExperimentError.self) { try runner(folder + "/file/in").run() }
            #expect(throws: ExperimentError.self) {
                try runner(folder + "/none", data: "absent.h5").run()
            }
            #expect(try names(in: folder) == ["file"])

            _ = try runner(folder + "/report").run()
            let impossible = Self.variants + [.imbalanced(classes: [99], Self.calibration)]
            #expect(throws: ExperimentError.self) { try runner(folder + "/report", variants: impossible).run() }
            #expect(try !names(in: folder + "/report").contains("report.md"))
        }
    }
}
