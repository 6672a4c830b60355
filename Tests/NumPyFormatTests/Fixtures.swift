import Foundation
import ModelIR

/// A file that NumPy wrote.
func fixture(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/NumPy/\(name)").path
}

func bytes(of path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

/// A copy of `bytes` in memory that ends where they end.
func memory(_ bytes: some Collection<UInt8>) -> Memory {
    Memory(byteCount: bytes.count) { $0.copyBytes(from: bytes) }
}

/// Calls `body` with a folder that is removed afterwards.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "NumPyFormatTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
}
