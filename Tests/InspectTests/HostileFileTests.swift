import Foundation
import Inspect
import ModelIR
import TFLiteFormat
import Testing

@Suite("Files that somebody cut or damaged")
struct HostileFileTests {
    private func fixture(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/\(name)")
    }

    /// Calls `body` with a path for a file that is removed afterwards.
    private func withTemporaryFile(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "InspectTests-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func converted() throws -> [UInt8] {
        try TFLiteFile.encode(SmallGraph.make(provenance: SmallGraph.provenance)).bytes().withUnsafeBytes { Array($0) }
    }

    @Test("Every prefix of a converted model is refused")
    func refusesConvertedPrefixes() throws {
        let bytes = try converted()
        try withTemporaryFile { path in
            for count in 0..<bytes.count {
                try Data(bytes[..<count]).write(to: URL(filePath: path))
                #expect(throws: InspectError.self, "first \(count) bytes") { try Inspection.report(on: path) }
            }
            try Data(bytes).write(to: URL(filePath: path))
            #expect(try Inspection.report(on: path).parameters.total == 120)
        }
    }

    @Test(
        "Every prefix of a Keras model is refused",
        arguments: ["layers/zero_padding_pair.tf_keras.h5", "layers/zero_padding_asymmetric.keras3.h5"])
    func refusesKerasPrefixes(name: String) throws {
        let bytes = try Data(contentsOf: fixture("conformance/\(name)"))
        try withTemporaryFile { path in
            for count in 0..<bytes.count {
                try bytes.prefix(count).write(to: URL(filePath: path))
                #expect(throws: InspectError.self, "first \(count) bytes") { try Inspection.report(on: path) }
            }
            try bytes.write(to: URL(filePath: path))
            #expect(throws: Never.self) { try Inspection.report(on: path) }
        }
    }

    @Test("Work beyond all numbers is the largest of them")
    func saturates() throws {
        var graph = Graph()
        let side = Int(Int32.max)
        let image = graph.addInput("image", shape: Shape([1, side, side, 1]))
        let kernel = graph.addConstant("kernel", shape: [1, 3, 3, 1], Array(repeating: 1, count: 9))
        let conv = try graph.append(.conv2D(Conv2D(padding: .same)), [image, kernel], name: "conv", layer: "conv")
        graph.outputs = [Port(name: "conv", value: conv)]
        #expect(ModelReport(of: graph, path: "huge.qf", byteCount: 0).macs == Int.max)
    }

    @Test("A damaged converted model is refused or described", arguments: 0..<8)
    func survivesDamage(seed: UInt64) throws {
        let original = try converted()
        var random = SeededGenerator(state: seed)
        for _ in 0..<500 {
            var damaged = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let position = Int.random(in: damaged.indices, using: &random)
                damaged[position] =
                    [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
            let memory = Memory(byteCount: damaged.count) { $0.copyBytes(from: damaged) }
            guard let graph = try? TFLiteFile.decode(memory) else { continue }
            let report = ModelReport(of: graph, path: "damaged.qf", byteCount: damaged.count)
            #expect(report.parameters.stored <= damaged.count)
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
