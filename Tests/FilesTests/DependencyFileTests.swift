import Files
import Foundation
import Testing

@Suite("Dependency files")
struct DependencyFileTests {
    @Test("A rule names what the output was made from, and each of it has an empty rule")
    func rules() {
        #expect(
            DependencyFile.rules(target: "out/model.qf", prerequisites: ["model.h5", "model.data.h5"])
                == "out/model.qf: \\\n  model.h5 \\\n  model.data.h5\n\nmodel.h5:\n\nmodel.data.h5:\n")
    }

    @Test("make reads names with blanks, dollars and colons as they are")
    func escapes() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = "my model$1 #2:a.h5"
        try Data().write(to: folder.appending(path: source))
        let rules = DependencyFile.rules(target: "out.qf", prerequisites: [source])
        try Data(("all: out.qf\n" + rules + "\nout.qf:\n\t@touch out.qf; echo made\n").utf8)
            .write(to: folder.appending(path: "Makefile"))
        func make() throws -> String {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["make", "-s", "out.qf"]
            process.currentDirectoryURL = folder
            process.standardOutput = pipe
            process.standardError = pipe
            try process.run()
            process.waitUntilExit()
            return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
        #expect(try make() == "made\n")
        #expect(try make() == "")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -60)],
            ofItemAtPath: folder.appending(path: "out.qf").path)
        #expect(try make() == "made\n")
    }

    @Test("A name with a line break is refused")
    func refusesLineBreaks() {
        #expect(throws: FileError.self) {
            try DependencyFile.write(target: "a\nb", prerequisites: [], to: "/tmp/never.d")
        }
    }
}
