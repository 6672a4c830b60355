import Foundation
import NumPyFormat
import Testing

@Suite("Inputs that are not what they should be")
struct BadInputTests {
    /// The outcome of a run that must fail cleanly: one message that names the file, and nothing else.
    private func expectFailure(
        _ tool: Tool, _ arguments: [String], status: Int32, about file: String, in folder: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let before = try names(in: folder)
        let outcome = try tool.run(arguments, in: folder)
        #expect(!outcome.wasKilled, sourceLocation: sourceLocation)
        #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.output == "", sourceLocation: sourceLocation)
        let start = URL(filePath: tool.path).lastPathComponent + ": " + file + ": "
        #expect(outcome.errors.hasPrefix(start), "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.errorLines.count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(try names(in: folder) == before, "something is left behind", sourceLocation: sourceLocation)
        return String(outcome.errors.dropFirst(start.count))
    }

    private func expectEverywhere(
        status: Int32, about file: String, in folder: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for (tool, arguments) in [
            (Tool.qconv, [file]), (Tool.qconv, ["run", file, "--input", fixture("NumPy/vector.npy")]),
            (Tool.qconv, ["bench", file]), (Tool.qinspect, [file]),
        ] {
            _ = try expectFailure(
                tool, arguments, status: status, about: file, in: folder, sourceLocation: sourceLocation)
        }
    }

    @Test("A missing file, a folder, an empty file, a stranger, a zip archive")
    func refusesStrangers() throws {
        try withTemporaryFolder { folder in
            try write([], to: folder + "/empty.h5")
            try write(Data("no model\n".utf8), to: folder + "/text.qf")
            try write(try bytes(of: fixture("NumPy/stored.npz")), to: folder + "/model.keras")
            try expectEverywhere(status: 66, about: "absent.h5", in: folder)
            try expectEverywhere(status: 66, about: ".", in: folder)
            try expectEverywhere(status: 65, about: "empty.h5", in: folder)
            try expectEverywhere(status: 65, about: "text.qf", in: folder)
            try expectEverywhere(status: 65, about: "model.keras", in: folder)
            let outcome = try Tool.qconv.run(["model.keras"], in: folder)
            #expect(outcome.errors.contains("no .keras file: it has no 'config.json'"))
        }
    }

    @Test("HDF5 that is not a model, and a model that is converted already")
    func refusesOtherKinds() throws {
        try withTemporaryFolder { folder in
            let data = sample("digits.data.h5")
            _ = try expectFailure(.qconv, [data], status: 65, about: data, in: folder)
            _ = try expectFailure(.qinspect, [data], status: 65, about: data, in: folder)
            _ = try Tool.qconv.run([sample("digits.h5"), "-o", "digits.qf"], in: folder)
            let message = try expectFailure(.qconv, ["digits.qf"], status: 65, about: "digits.qf", in: folder)
            #expect(message.contains("converted already"))
        }
    }

    @Test("Models cut short at some lengths")
    func refusesTruncated() throws {
        try withTemporaryFolder { folder in
            _ = try Tool.qconv.run([sample("digits.h5"), "-o", "whole.qf"], in: folder)
            let whole = [
                ("cut.h5", try bytes(of: sample("digits.h5"))), ("cut.qf", try bytes(of: folder + "/whole.qf")),
            ]
            for (name, bytes) in whole {
                for count in [1, 7, 8, 9, 100, 511, 2048, bytes.count / 2, bytes.count * 9 / 10, bytes.count - 1] {
                    try write(bytes.prefix(count), to: folder + "/" + name)
                    _ = try expectFailure(.qinspect, [name], status: 65, about: name, in: folder)
                    if name == "cut.h5" { _ = try expectFailure(.qconv, [name], status: 65, about: name, in: folder) }
                    _ = try expectFailure(
                        .qconv, ["run", name, "--input", sample("digits.input.npz")], status: 65, about: name,
                        in: folder)
                }
            }
        }
    }

    @Test("Arrays that do not fit the model")
    func refusesArrays() throws {
        try withTemporaryFolder { folder in
            _ = try Tool.qconv.run([sample("digits.h5"), "-o", "digits.qf"], in: folder)
            func run(_ input: String, _ status: Int32) throws -> String {
                try expectFailure(
                    .qconv, ["run", "digits.qf", "--input", input], status: status, about: input, in: folder)
            }
            #expect(try run("absent.npy", 66).contains("no such file"))
            #expect(try run(fixture("NumPy/make.py"), 65).contains("neither a .npy nor a .npz"))
            #expect(try run(fixture("NumPy/vector.npy"), 65).contains("(5)"))
            #expect(try run(fixture("NumPy/stored.npz"), 65).contains("(1, 2, 2, 3)"))
            let vector = try NumPyFile.array(at: fixture("NumPy/vector.npy"))
            try NumPyFile.write(["a": vector, "b": vector], to: folder + "/others.npz")
            #expect(try run("others.npz", 65) == "has no array 'image', which the model takes; it has 'a', 'b'\n")
            #expect(try run(fixture("NumPy/complex.npy"), 65).contains("<c8"))
        }
    }
}
