import CFlatBuffers
import ModelIR
import TFLiteFormat
import Testing

@Suite("Hostile files")
struct HostileFileTests {
    /// A small model with an open batch, several types of operators, and everything the writer adds.
    private static let small: [UInt8] = {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 4, 4, 2], isBatchFree: true))
        let kernel = graph.addConstant("kernel", shape: [3, 2, 2, 2], SampleGraphs.ramp(24))
        let bias = graph.addConstant("bias", shape: [3], SampleGraphs.ramp(3))
        do {
            var y = try graph.append(.conv2D(Conv2D(padding: .same)), [x, kernel, bias], name: "conv", layer: "conv")
            let amounts = [Pad.Amount.none, Pad.Amount(before: 1, after: 0), Pad.Amount.none, Pad.Amount.none]
            y = try graph.append(.pad(Pad(amounts: amounts, value: 2)), [y], name: "pad", layer: "pad")
            let ranges: [Slice.Range?] = [nil, nil, Slice.Range(start: 1, end: 3), nil]
            y = try graph.append(.slice(Slice(ranges: ranges)), [y], name: "slice", layer: "slice")
            y = try graph.append(
                .reshape(Reshape(to: Shape([1, 5, 6], isBatchFree: true))), [y], name: "reshape", layer: "reshape")
            let parts = try graph.appendMany(
                .split(Split(axis: 2, count: 2)), [y], names: ["left", "right"], layer: "split")
            y = try graph.append(.concatenation(Concatenation(axis: 1)), parts, name: "joined", layer: "joined")
            y = try graph.append(.quantize(Quantize()), [y], name: "integers", layer: "quantize")
            graph[y].quantization = Quantization(scales: [0.5], zeroPoints: [3])
            graph.outputs = [Port(name: "y", value: y)]
            return try TFLiteFile.encode(graph).bytes().array
        } catch {
            fatalError("\(error)")
        }
    }()

    /// Decodes what may be anything; true where it is a model, which then is a valid one.
    private func survives(_ bytes: [UInt8]) throws -> Bool {
        let graph: Graph
        do throws(TFLiteError) {
            graph = try TFLiteFile.decode(Memory(bytes))
        } catch {
            return false
        }
        try graph.validate()
        return true
    }

    @Test("no prefix of a file is a model", arguments: ["small", "cnn", "cnn-int8"])
    func prefixes(_ name: String) throws {
        let bytes = name == "small" ? Self.small : try Fixtures.bytes(name)
        #expect(try survives(bytes))
        for count in 0..<bytes.count {
            // TensorFlow's files end in padding, which nobody misses.
            let isComplete = try survives(Array(bytes.prefix(count)))
            #expect(!isComplete || name != "small" && bytes.count - count < 16, "prefix of \(count) bytes")
        }
    }

    @Test(
        "no flipped byte does harm", arguments: ["small", "cnn", "cnn-int8", "slices", "dilated"],
        [0x01, 0x80, 0xFF] as [UInt8])
    func flips(_ name: String, _ mask: UInt8) throws {
        var bytes = name == "small" ? Self.small : try Fixtures.bytes(name)
        for position in bytes.indices {
            bytes[position] ^= mask
            _ = try survives(bytes)
            bytes[position] ^= mask
        }
    }

    @Test(
        "no number of 32 bits does harm", arguments: ["small", "cnn", "cnn-int8", "slices", "dilated"],
        [0, 1, 4, 0x40, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] as [UInt32])
    func numbers(_ name: String, _ number: UInt32) throws {
        let original = name == "small" ? Self.small : try Fixtures.bytes(name)
        var bytes = original
        for position in stride(from: 0, to: bytes.count - 3, by: 4) {
            for index in 0..<4 { bytes[position + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt32(index))) }
            _ = try survives(bytes)
            for index in 0..<4 { bytes[position + index] = original[position + index] }
        }
    }

    @Test("several damages at once do no harm")
    func random() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SplitMix(state: seed)
        for name in ["small", "cnn", "slices", "dilated"] {
            let original = name == "small" ? Self.small : try Fixtures.bytes(name)
            for _ in 0..<2000 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...8, using: &generator) {
                    let position = Int.random(in: bytes.indices, using: &generator)
                    bytes[position] = UInt8.random(in: .min ... .max, using: &generator)
                }
                do {
                    _ = try survives(bytes)
                } catch {
                    Issue.record("seed \(seed) of \(name): \(error)")
                }
            }
        }
    }

    @Test("what is no model at all is called so", arguments: ["", "TFL3", "no model", "....GGUF", "1234TFL"])
    func foreign(_ text: String) throws {
        let error = #expect(throws: TFLiteError.self) { try TFLiteFile.decode(Memory(Array(text.utf8))) }
        #expect(error?.code == .notAModel)
    }

    @Test("memory that is not aligned is copied")
    func unaligned() throws {
        for shift in 1..<16 {
            let memory = Memory([UInt8](repeating: 0, count: shift) + Self.small)
            let inner = memory.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[shift...]) }
            let graph = try TFLiteFile.decode(Memory(adopting: inner) { _ in withExtendedLifetime(memory) {} })
            try graph.validate()
        }
    }

    @Test("a thousand tables that share one large vector do not make a large model")
    func sharing() throws {
        let builder = try #require(fb_builder_create(1 << 22))
        defer { fb_builder_destroy(builder) }
        let characters = [CChar](repeating: 97, count: 1 << 20)
        let name = fb_builder_add_string(builder, characters, characters.count)
        func table(_ body: () -> Void) -> FBOffset {
            fb_builder_start_table(builder)
            body()
            return fb_builder_end_table(builder)
        }
        let tensors = (0..<1000).map { _ in table { fb_builder_set_offset(builder, 3, name) } }
        let tensorVector = fb_builder_add_offsets(builder, tensors, tensors.count)
        let inputs = (0..<1000).map { Int32($0) }
        let inputVector = fb_builder_add_vector(builder, inputs, inputs.count, 4, 4)
        let subgraph = table {
            fb_builder_set_offset(builder, 0, tensorVector)
            fb_builder_set_offset(builder, 1, inputVector)
        }
        let subgraphs = fb_builder_add_offsets(builder, [subgraph], 1)
        let root = table {
            fb_builder_set_uint32(builder, 0, 3, 0)
            fb_builder_set_offset(builder, 2, subgraphs)
        }
        #expect(fb_builder_finish(builder, root, "TFL3"))
        var count = 0
        let bytes = try #require(fb_builder_bytes(builder, &count))
        let memory = Memory(Array(UnsafeBufferPointer(start: bytes, count: count)))
        let error = #expect(throws: TFLiteError.self) { try TFLiteFile.decode(memory) }
        #expect(error?.message == "refers to the same bytes far too often to be a model")
    }
}

/// A small generator that gives the same numbers for the same seed everywhere.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
