import Files
import ModelIR

/// The models of TensorFlow's converter that `Scripts/make_tflite_fixtures.py` wrote.
enum Fixtures {
    private static let folder = {
        let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return tests.joined(separator: "/") + "/Fixtures/tflite"
    }()

    static func path(_ name: String) -> String { "\(folder)/\(name).tflite" }

    static func bytes(_ name: String) throws -> [UInt8] {
        try MappedFile.bytes(of: path(name)).withUnsafeBytes { Array($0) }
    }
}

extension Memory {
    /// A copy of `bytes`.
    convenience init(_ bytes: some Collection<UInt8>) {
        self.init(byteCount: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// All bytes.
    var array: [UInt8] { withUnsafeBytes { Array($0) } }
}
