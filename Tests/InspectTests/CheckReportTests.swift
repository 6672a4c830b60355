import Foundation
import Inspect
import ModelIR
import TFLiteFormat
import Testing

/// `qinspect --check` on files that are wrong in one way each, which their names say.
@Suite struct CheckReportTests {
    private static let folder = fixture("check")

    /// The fixtures that are wrong, without `.tflite`.
    private static let broken = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.split(separator: ".").count == 3 }.map { String($0.dropLast(7)) }.sorted()

    @Test func `there is a fixture for every kind of mistake`() {
        #expect(Self.broken.count >= 30)
    }

    @Test(arguments: broken)
    func `what is wrong with a file is found`(name: String) throws {
        let report = try CheckReport(of: "\(Self.folder)/\(name).tflite")
        let parts = name.split(separator: ".").map(String.init)
        let rule = try #require(parts[1].split(separator: "+").first.map(String.init))
        let found = report.findings.filter { $0.rule == rule && $0.severity.rawValue == parts[0] }
        #expect(!found.isEmpty, "\(report.findings.map(\.rule))")
        for finding in found { #expect(!finding.message.isEmpty && !finding.advice.isEmpty) }
        #expect(report.fails(isStrict: false) == (report.counts.error > 0))
        if parts[0] == "error" { #expect(report.fails(isStrict: false)) }
        if parts[0] == "warning" { #expect(report.fails(isStrict: true)) }
    }

    @Test func `a sound file has a note only, which is not enough to refuse it`() throws {
        let report = try CheckReport(of: "\(Self.folder)/sound.tflite")
        #expect(report.findings.map(\.rule) == ["microcontroller-per-channel"])
        #expect(!report.fails(isStrict: true))
    }

    @Test func `a finding says where it is`() throws {
        let finding = try #require(
            CheckReport(of: "\(Self.folder)/error.bias-scale.tflite").findings.first { $0.rule == "bias-scale" })
        #expect(finding.operator == "FULLY_CONNECTED 9")
        #expect(finding.tensor?.contains("BiasAdd") == true)
        #expect(finding.message.hasPrefix("4 of 4 scales are not the input's times the weights'"))
        #expect(try #require(finding.byteOffset) > 0)
    }

    @Test func `weights that are no numbers, dead channels and sums that overflow are found`() throws {
        try withTemporaryFolder { folder in
            var graph = Graph()
            let image = graph.addInput("image", type: .int8, shape: Shape([1, 1, 1, 70_000]))
            graph[image].quantization = Quantization(scales: [0.5], zeroPoints: [-128])
            let kernel = graph.add(
                Value(
                    name: "kernel", type: .int8, shape: Shape([2, 70_000]),
                    data: TensorData((0..<140_000).map { $0 < 70_000 ? Int8(127) : 0 }),
                    quantization: Quantization(scales: [0.5, 0.5], zeroPoints: [0, 0], axis: 0)))
            let flat = try graph.append(
                .reshape(Reshape(to: Shape([1, 70_000]))), [image], name: "flat", layer: "flat")
            graph[flat].quantization = graph[image].quantization
            let scores = try graph.append(
                .fullyConnected(FullyConnected()), [flat, kernel], name: "scores", layer: "dense")
            graph[scores].quantization = Quantization(scales: [0.5], zeroPoints: [0])
            graph.outputs = [Port(name: "scores", value: scores)]
            try TFLiteFile.encode(graph).write(to: folder + "/wide.qf")
            let wide = try CheckReport(of: folder + "/wide.qf")
            #expect(
                wide.findings.filter { $0.severity == .warning }.map(\.rule).sorted()
                    == ["accumulator-overflow", "dead-channel"])
            #expect(wide.findings.first { $0.rule == "dead-channel" }?.message.contains("number 1 first") == true)

            // Its bias has an infinite number.
            try TFLiteFile.encode(SmallGraph.make(isQuantized: false)).write(to: folder + "/small.qf")
            let small = try CheckReport(of: folder + "/small.qf")
            #expect(small.findings.filter { $0.severity == .error }.map(\.rule) == ["not-finite"])
            #expect(small.findings.first?.layer == "conv")
        }
    }

    @Test func `Keras files are checked as far as that goes`() throws {
        let keras = fixture("keras/")
        let unsupported = try CheckReport(of: keras + "/error_unsupported.h5")
        #expect(unsupported.findings.allSatisfy { $0.rule == "unsupported-layer" && $0.severity == .error })
        #expect(unsupported.findings.map(\.layer).contains("python"))
        let missing = try CheckReport(of: keras + "/error_archive_missing_layer.keras")
        #expect(missing.findings.map(\.rule) == ["unreadable"])
        #expect(missing.findings.first?.layer == "second")
        #expect(try CheckReport(of: keras + "/by_hand.h5").findings.isEmpty)
        #expect(try CheckReport(of: keras + "/archive.keras").findings.isEmpty)
    }

    /// Small files in every format, plain and packed.
    private static let whole = [
        "check/sound.tflite", "keras/by_hand.h5", "keras/compressed.h5", "keras/archive.keras",
        "keras/archive_compressed.keras",
    ]

    @Test(arguments: whole)
    func `a file that ends early is a finding with the place`(name: String) throws {
        try withTemporaryFolder { folder in
            let whole = try Data(contentsOf: URL(filePath: fixture(name)))
            for count in stride(from: 0, to: whole.count, by: 61) {
                try whole.prefix(count).write(to: URL(filePath: folder + "/cut"))
                let report = try CheckReport(of: folder + "/cut")
                #expect(report.fails(isStrict: false), "\(count) bytes")
                #expect(report.findings.map(\.rule) == ["unreadable"], "\(count) bytes")
                #expect((0...count).contains(report.findings.first?.byteOffset ?? -1), "\(count) bytes")
            }
        }
    }

    @Test(arguments: whole)
    func `a file that is damaged anywhere is a finding with the place, or still sound`(name: String) throws {
        try withTemporaryFolder { folder in
            let whole = try Data(contentsOf: URL(filePath: fixture(name)))
            var generator = SplitMix(state: 4)
            var refused = 0
            for number in 0..<400 {
                var damaged = whole
                // Behind what tells the format.
                for _ in 0...number % 3 {
                    let place = Int.random(in: 8..<damaged.count, using: &generator)
                    damaged[place] ^= UInt8.random(in: 1...255, using: &generator)
                }
                try damaged.write(to: URL(filePath: folder + "/damaged"))
                let report = try CheckReport(of: folder + "/damaged")
                #expect(report.bytes == whole.count)
                for finding in report.findings where finding.rule == "unreadable" {
                    refused += 1
                    #expect((0...whole.count).contains(finding.byteOffset ?? -1), "\(number): \(finding)")
                }
            }
            #expect(refused > 20)
        }
    }

    @Test func `a file that is not there is no finding`() throws {
        let error = #expect(throws: InspectError.self) { try CheckReport(of: Self.folder + "/absent.tflite") }
        #expect(error?.kind == .missingInput)
    }
}

extension EncodedModel {
    fileprivate func write(to path: String) throws {
        try Data(bytes().withUnsafeBytes { Array($0) }).write(to: URL(filePath: path))
    }
}

private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "InspectTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
}
