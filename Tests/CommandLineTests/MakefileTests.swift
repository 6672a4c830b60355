import Foundation
import Testing

/// `samples/Makefile`, run by make on a copy of a sample.
@Suite("In a Makefile")
struct MakefileTests {
    private func withSample(_ names: [String] = ["digits"], _ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let files = FileManager.default
            try files.copyItem(atPath: sample("Makefile"), toPath: folder + "/Makefile")
            for name in names {
                try files.copyItem(atPath: sample("digits.h5"), toPath: folder + "/\(name).h5")
                try files.copyItem(atPath: sample("digits.data.h5"), toPath: folder + "/\(name).data.h5")
            }
            try body(folder)
        }
    }

    private func make(_ arguments: String = "", in folder: String) throws -> Tool.Outcome {
        try Tool.qconv.runInShell("make QCONV=\"$TOOL\" \(arguments)", in: folder)
    }

    /// Makes a file look as if it had changed just now, whatever the resolution of the clock.
    private func touch(_ name: String, in folder: String) throws {
        for other in try names(in: folder) {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: other == name ? -10 : -20)],
                ofItemAtPath: "\(folder)/\(other)")
        }
    }

    @Test("A model is made when it must be, and only then")
    func rebuilds() throws {
        try withSample { folder in
            let first = try make(in: folder)
            #expect(first.status == 0, "\(first.errors)")
            let model = try bytes(of: folder + "/digits.qf")
            #expect(try names(in: folder).contains("digits.qf.d"))
            #expect(try make("-q", in: folder).status == 0)
            for name in ["digits.h5", "digits.data.h5"] {
                try touch(name, in: folder)
                #expect(try make("-q", in: folder).status == 1)
                let again = try make(in: folder)
                #expect(again.status == 0, "\(again.errors)")
                #expect(again.output.contains("--int8"))
                #expect(try bytes(of: folder + "/digits.qf") == model)
                #expect(try make("-q", in: folder).status == 0)
            }
        }
    }

    @Test("A gate that fails stops the build, and the model is not kept")
    func failsGate() throws {
        try withSample { folder in
            let outcome = try make("GATES='--max-size 1kB'", in: folder)
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("digits.qf"))
            #expect(try names(in: folder) == ["Makefile", "digits.data.h5", "digits.h5"])
        }
    }

    @Test("Several models at once do not get into each other's way")
    func parallel() throws {
        try withSample(["a", "b", "c"]) { folder in
            let outcome = try make("-j3", in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let models = try ["a", "b", "c"].map { try bytes(of: "\(folder)/\($0).qf").count }
            #expect(Set(models).count == 1)
            #expect(try make("-q", in: folder).status == 0)
        }
    }
}
