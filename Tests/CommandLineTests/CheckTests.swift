import Foundation
import Testing

@Suite("What qinspect --check finds")
struct CheckTests {
    private let broken = fixture("check/error.shared-scale+pool.tflite")
    private let doubtful = fixture("check/warning.dead-channel.tflite")
    private let sound = fixture("check/sound.tflite")

    /// Calls `body` with a folder that holds a file with errors, one with warnings, a sound one and a part of it, and a Keras
    /// model.
    private func withModels(_ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            for (source, name) in [
                (broken, "broken.tflite"), (doubtful, "doubtful.tflite"), (sound, "sound.tflite"),
                (fixture("keras/error_unsupported.h5"), "partial.h5"),
            ] {
                try FileManager.default.copyItem(atPath: source, toPath: folder + "/" + name)
            }
            try Data(contentsOf: URL(filePath: sound)).prefix(3000).write(to: URL(filePath: folder + "/cut.tflite"))
            try body(folder)
        }
    }

    @Test("The page at 80 columns, at 120 and as wide as it comes", arguments: [80, 120, nil])
    func shows(columns: Int?) throws {
        let width = columns.map { "COLUMNS=\($0) " } ?? "env -u COLUMNS "
        try withModels { folder in
            for name in ["broken.tflite", "sound.tflite", "partial.h5", "cut.tflite"] {
                let outcome = try Tool.qinspect.runInShell("\(width)\"$TOOL\" --check \(name)", in: folder)
                #expect(outcome.errors == "")
                #expect(outcome.status == (name == "sound.tflite" ? 0 : 1))
                if let columns { #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= columns }) }
                let view = name.prefix { $0 != "." }
                try expectSnapshot(outcome.output, "check-\(view)-\(columns.map { "\($0)" } ?? "unlimited")")
            }
        }
    }

    /// The exit status of a check that prints nothing.
    private func status(_ arguments: String, in folder: String) throws -> Int32 {
        let words = arguments.split(separator: " ").map(String.init)
        let outcome = try Tool.qinspect.run(words + ["--check", "--quiet"], in: folder)
        #expect(outcome.output == "" && outcome.errors == "")
        return outcome.status
    }

    @Test("The exit status says whether a file is refused, also where nothing is printed")
    func exits() throws {
        try withModels { folder in
            let expected: [(String, Int32)] = [
                ("sound.tflite", 0), ("sound.tflite --strict", 0), ("doubtful.tflite", 0),
                ("doubtful.tflite --strict", 1), ("broken.tflite", 1), ("sound.tflite broken.tflite", 1),
            ]
            for (arguments, expected) in expected {
                let status = try status(arguments, in: folder)
                #expect(status == expected, "\(arguments)")
            }
            let absent = try Tool.qinspect.run(["absent.qf", "--check"], in: folder)
            #expect(absent.status == 66)
            let lenient = try Tool.qinspect.run(["sound.tflite", "--strict"], in: folder)
            #expect(lenient.status == 64)
            let twice = try Tool.qinspect.run(["sound.tflite", "--check", "--weights"], in: folder)
            #expect(twice.status == 64)
        }
    }

    @Test("A Makefile stops at a file that is refused")
    func stopsMake() throws {
        try withModels { folder in
            let rule = "checked: broken.tflite\n\t\"$(TOOL)\" --quiet --check $< && touch $@\n"
            try rule.write(toFile: folder + "/Makefile", atomically: true, encoding: .utf8)
            let outcome = try Tool.qinspect.runInShell("make -s checked TOOL=\"$TOOL\"", in: folder)
            #expect(outcome.status == 2)
            #expect(!FileManager.default.fileExists(atPath: folder + "/checked"))
            #expect(outcome.errors.contains("Makefile:2: checked] Error 1"))
        }
    }

    @Test("Findings are a table for programs")
    func writesTables() throws {
        try withModels { folder in
            let csv = try Tool.qinspect.run(["broken.tflite", "sound.tflite", "--check", "--csv"], in: folder)
            #expect(csv.status == 1)
            try expectSnapshot(csv.output, "check-csv")
            let text = try Tool.qinspect.run(["broken.tflite", "--check", "--json"], in: folder).output
            let json = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(json["view"] as? String == "check")
            #expect((json["counts"] as? [String: Int])?["error"] == 3)
        }
    }
}
