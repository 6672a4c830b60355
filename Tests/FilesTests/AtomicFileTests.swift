import Files
import Foundation
import ModelIR
import Testing

struct AtomicFileTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Writes `bytes` twice, as two chunks.
    private func write(_ bytes: [UInt8], to path: String) throws {
        try bytes.withUnsafeBytes { try AtomicFile.replace(path, with: [$0, $0]) }
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test func writesAllChunksAndLeavesNothingElse() throws {
        let path = folder.appending(path: "file").path
        try write([1, 2, 3], to: path)
        #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3, 1, 2, 3]))
        #expect(try names() == ["file"])
    }

    @Test func keepsThePermissionsOfAFileThatExists() throws {
        let path = folder.appending(path: "file").path
        try Data([9]).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try write([1], to: path)
        let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(permissions == 0o640)
        #expect(FileManager.default.contents(atPath: path) == Data([1, 1]))
    }

    @Test func aFolderIsNotReplaced() throws {
        let error = #expect(throws: FileError.self) { try write([1], to: folder.path) }
        #expect(error?.kind == .cannotCreate)
        #expect(try names() == [])
    }

    @Test func aMissingFolderIsSaidByName() throws {
        let path = folder.appending(path: "missing/file").path
        let error = #expect(throws: FileError.self) { try write([1], to: path) }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.description == "\(path): cannot create: no such file or directory")
    }

    @Test func aFullDeviceIsAnErrorOfWriting() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let error = #expect(throws: FileError.self) { try write([1], to: "/dev/full") }
        #expect(error?.kind == .inputOutput)
    }
}

struct MappedFileTests {
    @Test func showsTheBytesOfAFile() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "mapped-\(UUID().uuidString)").path
        try Data([1, 2, 3]).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try MappedFile.bytes(of: path).withUnsafeBytes { Array($0) } == [1, 2, 3])
    }

    @Test func anEmptyFileHasNoBytes() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "mapped-\(UUID().uuidString)").path
        try Data().write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try MappedFile.bytes(of: path).byteCount == 0)
    }

    @Test(arguments: ["/nonexistent/file", "/tmp"]) func whatIsNoFileIsMissingInput(path: String) {
        let error = #expect(throws: FileError.self) { try MappedFile.bytes(of: path) }
        #expect(error?.kind == .missingInput)
    }
}

struct FileIdentityTests {
    @Test func linksLeadToTheSameFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "identity-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (file, link, other) = (
            folder.appending(path: "file").path, folder.appending(path: "link").path,
            folder.appending(path: "other").path
        )
        try Data().write(to: URL(filePath: file))
        try Data().write(to: URL(filePath: other))
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        #expect(FileIdentity.isSame(file, link))
        #expect(!FileIdentity.isSame(file, other))
        #expect(!FileIdentity.isSame(file, folder.appending(path: "missing").path))
    }
}
