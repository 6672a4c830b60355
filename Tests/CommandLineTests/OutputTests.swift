import Foundation
import Testing

@Suite("Outputs")
struct OutputTests {
    private let digits = sample("digits.h5")

    @Test("The default output lies beside the model, with another suffix")
    func namesOutput() throws {
        try withTemporaryFolder { folder in
            for (model, output) in [("a.h5", "a.qf"), ("b.c.hdf5", "b.c.qf"), ("plain", "plain.qf"), (".h5", ".h5.qf")]
            {
                try FileManager.default.copyItem(atPath: digits, toPath: folder + "/" + model)
                let outcome = try Tool.qconv.run([model], in: folder)
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(try names(in: folder).contains(output))
            }
            #expect(try names(in: folder).count == 8)
        }
    }

    @Test("The same model gives the same bytes, whatever the file is called and whatever was there")
    func repeats() throws {
        try withTemporaryFolder { folder in
            try write(Data("old".utf8), to: folder + "/b.tflite")
            for arguments in [["-o", "a.qf"], ["--output", "b.tflite", "--quiet"], ["-o", "c.qf", "--json"]] {
                #expect(try Tool.qconv.run([digits] + arguments, in: folder).status == 0)
            }
            let first = try bytes(of: folder + "/a.qf")
            #expect(try first == bytes(of: folder + "/b.tflite"))
            #expect(try first == bytes(of: folder + "/c.qf"))
            #expect(try names(in: folder) == ["a.qf", "b.tflite", "c.qf"])
            #expect(first[4..<8].elementsEqual("TFL3".utf8))
        }
    }

    @Test("An output that cannot be made is one line, and nothing is touched")
    func refusesOutputs() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/inner", withIntermediateDirectories: false)
            try FileManager.default.copyItem(atPath: digits, toPath: folder + "/model.h5")
            try FileManager.default.createSymbolicLink(atPath: folder + "/link.h5", withDestinationPath: "model.h5")
            let before = try names(in: folder)
            for (output, status) in [
                ("absent/model.qf", 73), ("inner", 73), ("", 64), ("model.h5", 64), ("./model.h5", 64), ("link.h5", 64),
                ("/dev/full", 74), ("/proc/model.qf", 73),
            ] as [(String, Int32)] {
                let outcome = try Tool.qconv.run(["model.h5", "-o", output], in: folder)
                #expect(outcome.status == status, "\(output): \(outcome.errors)")
                #expect(outcome.output == "")
                #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
                if !output.isEmpty { #expect(outcome.errors.hasPrefix("qconv: \(output): "), "\(outcome.errors)") }
                #expect(try names(in: folder) == before)
            }
            #expect(try names(in: folder + "/inner") == [])
            #expect(try bytes(of: folder + "/model.h5") == bytes(of: digits))
        }
    }

    @Test("A failed conversion leaves the old output as it was")
    func keepsOldOutput() throws {
        try withTemporaryFolder { folder in
            try write(Data("old".utf8), to: folder + "/model.qf")
            try write(try bytes(of: digits).prefix(20_000), to: folder + "/model.h5")
            #expect(try Tool.qconv.run(["model.h5"], in: folder).status == 65)
            #expect(try text(of: folder + "/model.qf") == "old")
            #expect(try names(in: folder) == ["model.h5", "model.qf"])
        }
    }

    @Test("A pipe takes the model as well as a file")
    func writesIntoPipes() throws {
        try withTemporaryFolder { folder in
            let outcome = try Tool.qconv.runInShell(
                "\"$TOOL\" '\(digits)' -o /dev/stdout --quiet | cat > piped.qf && \"$TOOL\" '\(digits)' -o whole.qf -q",
                in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try bytes(of: folder + "/piped.qf") == bytes(of: folder + "/whole.qf"))
        }
    }

    @Test("A reader that goes away, a closed stream and a full device are no crash")
    func survivesStreams() throws {
        try withTemporaryFolder { folder in
            func status(_ command: String) throws -> String {
                try Tool.qinspect.runInShell(command + "; echo $?", in: folder).output
            }
            let model = "'\(sample("glyphs.h5"))'"
            #expect(try status("\"$TOOL\" \(model) > /dev/full 2> /dev/null") == "74\n")
            #expect(try status("\"$TOOL\" \(model) >&-") == "0\n")
            #expect(try status("\"$TOOL\" \(model) | true; (exit ${PIPESTATUS[0]})") == "0\n")
            #expect(try status("\"$TOOL\" absent.qf 2>&-") == "66\n")
            let full = try Tool.qinspect.runInShell("\"$TOOL\" \(model) > /dev/full", in: folder)
            #expect(full.errors == "qinspect: standard output: cannot write: no space left on device\n")
        }
    }

    @Test("With its standard output closed, qconv still writes the model and nothing else into it")
    func keepsStreamsApart() throws {
        try withTemporaryFolder { folder in
            let outcome = try Tool.qconv.runInShell(
                "\"$TOOL\" '\(digits)' -o a.qf <&- >&- && \"$TOOL\" '\(digits)' -o b.qf", in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try bytes(of: folder + "/a.qf") == bytes(of: folder + "/b.qf"))
        }
    }
}
