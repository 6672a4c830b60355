import Engine
import FoundationEssentials
import ModelIR
import NumPyFormat
import TFLiteFormat
import Testing

/// Models of one quantized operator or network, with inputs and with what LiteRT makes of them.
struct QuantizedFixture: Sendable, CustomTestStringConvertible {
    /// The operator or the form of it, `QUANTIZE_UINT8_INT8` for example; or the way in which a network is quantized.
    let name: String

    var testDescription: String { name }

    /// One model with its numbers.
    struct Case {
        let model: Model
        let inputs: [String: Tensor]
        let outputs: [String: Tensor]
    }

    /// The cases of the archive that `Scripts/make_integer_fixtures.py` has written.
    func cases() throws -> [Case] {
        let arrays = try NumPyFile.arrays(at: "\(Self.folder)/\(name).npz")
        func bytes(_ key: String) throws -> [UInt8] { try #require(arrays[key]).data.elements(as: UInt8.self) }
        let sizes = try #require(arrays["sizes"]?.data.integers())
        var models = ByteQueue(try bytes("models"))
        var inputs = ByteQueue(try bytes("inputs"))
        var outputs = ByteQueue(try bytes("outputs"))
        let cases = try sizes.map { size in
            let model = try Self.model(of: models.next(size))
            return Case(
                model: model, inputs: inputs.tensors(model.inputs), outputs: outputs.tensors(model.outputs))
        }
        #expect(models.isEmpty && inputs.isEmpty && outputs.isEmpty)
        return cases
    }

    /// The model in the bytes of a file.
    static func model(of file: [UInt8]) throws -> Model {
        let memory = Memory(byteCount: file.count) { destination in
            file.withUnsafeBytes { destination.copyMemory(from: $0) }
        }
        return try Model(graph: TFLiteFile.decode(memory))
    }
}

extension QuantizedFixture {
    /// The archives of single operators.
    static let operators = archives.filter { !$0.name.hasPrefix(networkPrefix) && $0.name != "refused" }

    /// The archives of networks that `Scripts/make_quantized_fixtures.py` has written, one for each way to quantize.
    static let networks = archives.filter { $0.name.hasPrefix(networkPrefix) }

    private static let networkPrefix = "TENSORFLOW_"

    private static let archives = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".npz") }.sorted().map { QuantizedFixture(name: String($0.dropLast(4))) }
    }()

    /// Files that LiteRT refuses to load, by what is wrong with them.
    static func refused() throws -> [String: [UInt8]] {
        try NumPyFile.arrays(at: "\(folder)/refused.npz").mapValues { $0.data.elements(as: UInt8.self) }
    }

    private static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        + "/Fixtures/integer"
}

/// Bytes that are taken from the front.
private struct ByteQueue {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    mutating func next(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// Tensors of these shapes and types, by name.
    mutating func tensors(_ descriptions: [TensorDescription]) -> [String: Tensor] {
        var tensors: [String: Tensor] = [:]
        for description in descriptions {
            let bytes = next(description.elementCount * description.type.byteCount)
            let data = TensorData(type: description.type, count: description.elementCount) { destination in
                bytes.withUnsafeBytes { destination.copyMemory(from: $0) }
            }
            tensors[description.name] = Tensor(shape: description.shape.map { $0 ?? 1 }, data: data)
        }
        return tensors
    }
}
