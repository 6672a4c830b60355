import Foundation
import Inspect
import ModelIR
import Reporting
import TFLiteFormat
import Testing

@Suite("Files that somebody cut or damaged")
struct HostileFileTests {
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
                #expect(throws: InspectError.self, "first \(count) bytes") { try Inspection.open(path) }
            }
            try Data(bytes).write(to: URL(filePath: path))
            #expect(try ModelReport(of: Inspection.open(path)).parameters.total == 120)
        }
    }

    @Test(
        "Every prefix of a Keras model is refused",
        arguments: ["layers/zero_padding_pair.tf_keras.h5", "layers/zero_padding_asymmetric.keras3.h5"])
    func refusesKerasPrefixes(name: String) throws {
        let bytes = try Data(contentsOf: URL(filePath: fixture("conformance/\(name)")))
        try withTemporaryFile { path in
            for count in 0..<bytes.count {
                try bytes.prefix(count).write(to: URL(filePath: path))
                #expect(throws: InspectError.self, "first \(count) bytes") { try Inspection.open(path) }
            }
            try bytes.write(to: URL(filePath: path))
            #expect(throws: Never.self) { try Inspection.open(path) }
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
        #expect(try ModelReport(of: contents(of: graph)).macs == Int.max)
    }

    @Test("Names in a file cannot control the terminal")
    func hidesControlCharacters() throws {
        var graph = try SmallGraph.make()
        graph.name = "a\u{1B}[2Jb\u{9B}c"
        for index in graph.nodes.indices { graph.nodes[index].layer = "layer\u{1B}]0;title\u{7}" }
        let contents = contents(of: graph)
        let pages = [
            try ModelReport(of: contents).text(.all, style: .plain),
            try WeightsReport(of: contents).text(.all, style: .plain),
            try CalibrationReport(of: contents).text(.all, style: .plain),
        ]
        for page in pages {
            #expect(page.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) })
        }
    }

    @Test("A damaged converted model is refused or described", arguments: 0..<8)
    func survivesDamage(seed: UInt64) throws {
        let original = try converted()
        var random = SeededGenerator(state: seed)
        for round in 0..<500 {
            var damaged = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let position = Int.random(in: damaged.indices, using: &random)
                damaged[position] =
                    [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
            let memory = Memory(byteCount: damaged.count) { $0.copyBytes(from: damaged) }
            guard let graph = try? TFLiteFile.decode(memory) else { continue }
            let contents = contents(of: graph, byteCount: damaged.count)
            let report = try ModelReport(of: contents)
            #expect(report.parameters.stored <= damaged.count)
            guard round % 10 == 0 else { continue }
            _ = try report.text(.all, style: TextStyle(width: 80, isColored: false))
            _ = try WeightsReport(of: contents).text(.all, style: .plain)
            _ = try CalibrationReport(of: contents).text(.all, style: .plain)
            let names = Set(contents.tensors.map(\.name))
            _ = try TensorReport(of: contents, names: names.sorted()).text(.all, style: .plain)
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
