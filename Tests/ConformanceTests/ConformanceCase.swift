import FoundationEssentials
import ModelIR
import NumPyFormat
import Testing

/// A Keras model with inputs and with what Keras makes of them.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    /// The fixture's folder and name, `layers/dense.tf_keras` for example.
    let name: String
    /// The `.h5` or `.keras` file.
    let model: String
    private let inputArchive: String
    private let outputArchive: String
    /// What names in the archives begin with.
    private let inputPrefix: String
    private let outputPrefix: String

    var testDescription: String { name }

    /// Samples that are used of an archive, so that the large models take no longer than they must.
    private static let maximumBatch = 5

    /// Arrays for the model's inputs, by name.
    func inputs() throws -> [String: Tensor] { try Self.arrays(at: inputArchive, prefix: inputPrefix) }

    /// What Keras gives for ``inputs()``, by name.
    func outputs() throws -> [String: Tensor] { try Self.arrays(at: outputArchive, prefix: outputPrefix) }

    private static func arrays(at path: String, prefix: String) throws -> [String: Tensor] {
        var arrays: [String: Tensor] = [:]
        for (name, tensor) in try NumPyFile.arrays(at: path) where name.hasPrefix(prefix) {
            arrays[String(name.dropFirst(prefix.count))] = tensor.prefix(maximumBatch)
        }
        return arrays
    }
}

extension ConformanceCase {
    /// Every fixture under `Tests/Fixtures/conformance`, and the samples.
    static let all = fixtures + [sample("digits"), sample("glyphs")]

    private static let root = path(#filePath, up: 3)

    private static let fixtures = {
        let folder = root + "/Tests/Fixtures/conformance"
        let files = contents(of: folder).flatMap { suite in contents(of: "\(folder)/\(suite)").map { "\(suite)/\($0)" }
        }
        return files.filter { $0.hasSuffix(".h5") || $0.hasSuffix(".keras") }.map { file in
            let stem = file.prefix(upTo: file.lastIndex(of: ".") ?? file.endIndex)
            let archive = "\(folder)/\(stem).npz"
            return ConformanceCase(
                name: file.hasSuffix(".h5") ? String(stem) : file, model: "\(folder)/\(file)", inputArchive: archive,
                outputArchive: archive,
                inputPrefix: "input/", outputPrefix: "output/")
        }
    }()

    private static func contents(of folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    private static func sample(_ name: String) -> ConformanceCase {
        let stem = "\(root)/samples/\(name)"
        return ConformanceCase(
            name: "samples/\(name)", model: stem + ".h5", inputArchive: stem + ".input.npz",
            outputArchive: stem + ".expected.npz", inputPrefix: "", outputPrefix: "")
    }

    private static func path(_ file: String, up levels: Int) -> String {
        file.split(separator: "/", omittingEmptySubsequences: false).dropLast(levels).joined(separator: "/")
    }
}

extension Tensor {
    /// The first `count` samples, or all where there are fewer.
    func prefix(_ count: Int) -> Tensor {
        guard shape[0] > count else { return self }
        let elements = Array(floats().prefix(data.count / shape[0] * count))
        return Tensor(shape: [count] + shape.dropFirst(), elements)
    }
}
