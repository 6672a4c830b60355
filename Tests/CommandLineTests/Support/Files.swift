import Foundation

private let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// A file among the tests' fixtures.
func fixture(_ name: String) -> String { tests.appending(path: "Fixtures/\(name)").path }

/// A file among the sample models.
func sample(_ name: String) -> String { tests.deletingLastPathComponent().appending(path: "samples/\(name)").path }

func bytes(of path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }
func text(of path: String) throws -> String { String(decoding: try bytes(of: path), as: UTF8.self) }

func write(_ data: some DataProtocol, to path: String) throws { try Data(data).write(to: URL(filePath: path)) }

/// The names in a folder, in order.
func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// Calls `body` with a folder that is removed afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "CommandLineTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}
