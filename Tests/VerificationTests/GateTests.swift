import Foundation
import ModelIR
import NumPyFormat
import Reporting
import Testing
import Verification

@Suite("Gates")
struct GateTests {
    /// Of a model with an accuracy of 1 and one with 0.75, on four samples.
    private func report(hasLabels: Bool = true) throws -> VerificationReport {
        try withTemporaryFolder { folder in
            try ScalingModel.write(to: folder + "/native.qf", factors: [1, 1, 1])
            try ScalingModel.write(to: folder + "/model.qf", factors: [0, 1, 1])
            var arrays = ["x_test": scores([1, 2, 1, 0])]
            if hasLabels { arrays["y_test"] = Tensor(shape: [4], [1, 2, 1, 0] as [Int64]) }
            try NumPyFile.write(arrays, to: folder + "/d.npz")
            return try Verifier.report([folder + "/native.qf", folder + "/model.qf"], on: folder + "/d.npz")
        }
    }

    @Test("A limit is kept up to itself")
    func checksDrop() throws {
        var report = try report()
        report.check(Gates(maxDrop: 0.25))
        #expect(report.failures == [])
        #expect(report.gates.map(\.passed) == [true])
        report.check(Gates(maxDrop: 0.2))
        #expect(
            report.failures == [
                "the accuracy of model.qf is 0.2500 below that of native.qf (1.0000 to 0.7500); a drop of 0.2 is allowed"
            ])
        #expect(report.gates[0].value == 0.25)
    }

    @Test("Every limit that is not kept is said, with the figures")
    func checksAll() throws {
        var report = try report()
        let bytes = report.models[1].bytes
        report.check(Gates(maxDrop: 1, maxByteCount: bytes, maxMilliseconds: 1e6))
        #expect(report.failures == [])
        #expect(report.gates.count == 3)
        report.check(Gates(maxDrop: 0, maxByteCount: bytes - 1, maxMilliseconds: 1e-9))
        #expect(report.failures.count == 3)
        #expect(report.failures[1] == "model.qf has \(bytes.grouped) bytes; \((bytes - 1).grouped) are allowed")
        #expect(report.failures[2].hasSuffix("ms for a sample; 1e-09 ms are allowed"))
        #expect(Gates().isEmpty && !Gates(maxDrop: 0).isEmpty)
    }

    @Test("Accuracy that is not known keeps to no limit")
    func needsLabels() throws {
        var report = try report(hasLabels: false)
        report.check(Gates(maxDrop: 0.5))
        #expect(report.failures.count == 1)
        #expect(report.failures[0].hasPrefix("the accuracy of model.qf is not known: x_test of "))
        #expect(report.failures[0].hasSuffix(" has no labels"))
    }

    @Test("Sizes are read as people write them")
    func readsSizes() {
        for (text, bytes) in [
            ("4.5MB", 4_500_000), ("4,500,000", 4_500_000), ("4.3MiB", 4_508_876), ("500kB", 500_000),
            ("1 GiB", 1 << 30), ("17", 17), ("17b", 17), ("2KiB", 2048), ("0", 0),
        ] {
            #expect(ByteSize(text)?.bytes == bytes, "\(text)")
        }
        for text in ["", "MB", "4.5M", "-1", "1e3", "4.5.6MB", "٤MB", "9999999999999999GB", "nan", "inf", "0x10"] {
            #expect(ByteSize(text) == nil, "\(text)")
        }
    }

    @Test("The report is a table, and JSON that reads back")
    func prints() throws {
        var report = try report()
        report.check(Gates(maxDrop: 0.1))
        let lines = report.text(style: .plain).split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0].contains("x_test: 4 samples, 3 classes; one sample at a time on 1 thread"))
        #expect(lines[1].hasPrefix("model"))
        #expect(lines[3].hasPrefix("model.qf     0.7500"))
        #expect(lines[4].hasPrefix("FAILED: the accuracy of model.qf"))
        let read = try JSONDecoder().decode(
            VerificationReport.self, from: Data(try JSONText.of(report).utf8))
        #expect(try JSONText.of(read) == JSONText.of(report))
        #expect(read.models[1].confusionMatrix == report.models[1].confusionMatrix)
    }
}
