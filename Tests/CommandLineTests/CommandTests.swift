import Foundation
import ModelIR
import NumPyFormat
import Testing

@Suite("What the commands do")
struct CommandTests {
    private let digits = sample("digits.h5")

    private func json(_ outcome: Tool.Outcome) throws -> [String: Any] {
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors == "")
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        let document = try #require(object as? [String: Any])
        #expect(document["schema"] as? Int == 1)
        return document
    }

    @Test("A conversion says what it did")
    func converts() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.copyItem(atPath: digits, toPath: folder + "/digits.h5")
            let outcome = try Tool.qconv.run(["digits.h5"], in: folder)
            #expect(outcome.status == 0)
            #expect(outcome.errors == "")
            try expectSnapshot(outcome.output.withoutNumbers, "convert")
            #expect(
                try Tool.qconv.run(["convert", "digits.h5"], in: folder).output.withoutNumbers
                    == outcome.output.withoutNumbers)
            #expect(try Tool.qconv.run(["digits.h5", "-q"], in: folder).output == "")

            let report = try json(Tool.qconv.run(["digits.h5", "--json"], in: folder))
            let bytes = try #require(report["bytes"] as? [String: Int])
            #expect(try bytes["output"] == CommandLineTests.bytes(of: folder + "/digits.qf").count)
            #expect(try bytes["source"] == CommandLineTests.bytes(of: digits).count)
            #expect(report["output"] as? String == "digits.qf")
        }
    }

    @Test("A run is compared with what Keras gave, and fails where it is too far from it")
    func comparesWithExpectation() throws {
        let (input, expected) = (sample("digits.input.npz"), sample("digits.expected.npz"))
        let report = try json(
            Tool.qconv.run(["run", digits, "--input", input, "--expect", expected, "--json"], in: "/"))
        let comparison = try #require(report["comparison"] as? [String: Any])
        #expect(comparison["passed"] as? Bool == true)

        let strict = ["run", digits, "--input", input, "--expect", expected, "--tolerance", "0"]
        let outcome = try Tool.qconv.run(strict, in: "/")
        #expect(outcome.status == 1)
        #expect(outcome.errors == "qconv: \(digits): the outputs are further from \(expected) than 0.0\n")
        #expect(outcome.output.contains("same top class in 100"))
    }

    @Test(
        "A run gives Keras's numbers, from the Keras file and from the converted one",
        arguments: ["digits.h5", "digits.qf"])
    func runs(model: String) throws {
        try withTemporaryFolder { folder in
            try FileManager.default.copyItem(atPath: digits, toPath: folder + "/digits.h5")
            _ = try Tool.qconv.run(["digits.h5"], in: folder)
            let outcome = try Tool.qconv.run(
                ["run", model, "--input", sample("digits.input.npz"), "--output", "out.npz"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let expected = try NumPyFile.arrays(at: sample("digits.expected.npz"))
            let found = try NumPyFile.arrays(at: folder + "/out.npz")
            #expect(found.keys.sorted() == expected.keys.sorted())
            for (name, tensor) in expected {
                #expect(found[name]?.shape == tensor.shape)
                let differences = zip(found[name]?.floats() ?? [], tensor.floats()).map { abs($0 - $1) }
                #expect((differences.max() ?? 1) <= 1e-5)
            }
        }
    }

    @Test("A run without an output shows what came out")
    func shows() throws {
        let input = sample("digits.input.npz")
        let outcome = try Tool.qconv.run(["run", digits, "-i", input])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("sample 0: class "))
        let report = try json(Tool.qconv.run(["run", digits, "-i", input, "--json", "--threads", "2"]))
        #expect(report["threads"] as? Int == 2)
        let outputs = try #require(report["outputs"] as? [[String: Any]])
        #expect(outputs.count == 1)
        #expect((outputs[0]["classes"] as? [Int])?.count == report["samples"] as? Int)

        let everything = try json(Tool.qconv.run(["run", digits, "-i", input, "--json", "--intermediates"]))
        #expect(((everything["outputs"] as? [Any])?.count ?? 0) > 1)
    }

    @Test("One output can be written as .npy, several cannot")
    func writesArray() throws {
        try withTemporaryFolder { folder in
            let arguments = ["run", digits, "-i", sample("digits.input.npz"), "-o", "out.npy"]
            #expect(try Tool.qconv.run(arguments, in: folder).status == 0)
            #expect(try NumPyFile.array(at: folder + "/out.npy").shape.last == 10)
            try FileManager.default.removeItem(atPath: folder + "/out.npy")
            let outcome = try Tool.qconv.run(arguments + ["--intermediates"], in: folder)
            #expect(outcome.status == 64)
            #expect(outcome.errors.hasPrefix("qconv: out.npy: a .npy file holds one array"))
            #expect(try names(in: folder) == [])
        }
    }

    @Test("A benchmark has a row for each model")
    func benchmarks() throws {
        let arguments = ["bench", digits, digits, "--runs", "5", "--warmup", "1", "--batch", "2"]
        let outcome = try Tool.qconv.run(arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.split(separator: "\n").filter { $0.hasPrefix(digits) }.count == 2)
        let report = try json(Tool.qconv.run(arguments + ["--json", "--threads", "1"]))
        let models = try #require(report["models"] as? [[String: Any]])
        #expect(models.count == 2)
        for model in models {
            #expect(model["file"] as? String == digits)
            #expect(model["threads"] as? Int == 1)
            let times = ["min_ms", "median_ms", "p90_ms"].compactMap { model[$0] as? Double }
            #expect(times.count == 3)
            #expect(times == times.sorted())
            #expect(times[0] > 0)
        }
    }

    @Test("A profile names the steps of each model")
    func profiles() throws {
        let arguments = ["bench", digits, "--runs", "3", "--warmup", "1", "--threads", "1", "--profile"]
        let outcome = try Tool.qconv.run(arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        // Of times and what follows from them only the place is the same every time, and widths follow from them, too.
        var lines: [String] = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let words = String(line).withoutNumbers.split(separator: " ").filter { $0 != "%" }
            return words.joined(separator: " ").replacing(digits.withoutNumbers, with: "digits")
                .replacing(/\((avx|scalar|neon|dotprod)[a-z#]*\)/, with: "(…)")
        }
        // Kinds are in the order of their times.
        let kinds = try #require(lines.firstIndex { $0.hasPrefix("kind ") })
        lines[(kinds + 1)...].sort()
        try expectSnapshot(lines.joined(separator: "\n") + "\n", "profile")
        let report = try json(Tool.qconv.run(arguments + ["--json"]))
        let models = try #require(report["models"] as? [[String: Any]])
        let profile = try #require(models.first?["profile"] as? [String: Any])
        let steps = try #require(profile["steps"] as? [[String: Any]])
        let work = steps.compactMap { $0["work"] as? [String: Any] }
        #expect(work.count == steps.count)
        let shares = work.compactMap { $0["share"] as? Double }
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    }

    @Test("A model takes turns with whoever writes lines")
    func takesTurns() throws {
        try withTemporaryFolder { folder in
            let outcome = try Tool.qconv.runInShell(
                "printf '3\\n\\n' | \"$TOOL\" bench '\(digits)' --turns --runs 5", in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            var lines: [[String: Any]] = []
            for line in outcome.output.split(separator: "\n") {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                lines.append(try #require(object as? [String: Any]))
            }
            #expect(lines.count == 3)
            #expect(lines[0]["first_result_ms"] as? Double ?? 0 > 0)
            #expect(lines.dropFirst().map { ($0["times_ms"] as? [Double])?.count } == [3, 5])
            let refused = try Tool.qconv.runInShell(
                "echo many | \"$TOOL\" bench '\(digits)' --turns", in: folder)
            #expect(refused.status == 65)
            #expect(refused.errors == "qconv: standard input: 'many' is no number of runs from 1 to 1000000\n")
        }
    }

    @Test("No more threads are taken than there are cores")
    func limitsThreads() throws {
        let report = try json(Tool.qconv.run(["bench", digits, "--runs", "1", "--json", "--threads", "256"]))
        let all = try json(Tool.qconv.run(["bench", digits, "--runs", "1", "--json"]))
        for models in [report, all].map({ $0["models"] as? [[String: Any]] }) {
            let threads = try #require(models?.first?["threads"] as? Int)
            #expect(threads == min(256, ProcessInfo.processInfo.activeProcessorCount))
        }
    }
}
