import Foundation
import ModelIR
import Testing

@Suite("Quantizing on the command line")
struct QuantizationTests {
    private let digits = sample("digits.h5")

    private func json(_ arguments: [String], in folder: String) throws -> [String: Any] {
        let outcome = try Tool.qconv.run(arguments + ["--json"], in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    @Test("An int8 model is calibrated, written and measured by one command")
    func quantizes() throws {
        try withTemporaryFolder { folder in
            let report = try json([digits, "--int8", "--calib", "0.08", "-o", "digits.qf"], in: folder)
            #expect(report["precision"] as? String == "int8")
            let calibration = try #require(report["calibration"] as? [String: Any])
            #expect(calibration["samples"] as? Int == 115)
            #expect(calibration["available"] as? Int == 1437)
            let verification = try #require(report["verification"] as? [String: Any])
            let models = try #require(verification["models"] as? [[String: Any]])
            #expect(models.count == 2)
            #expect(models[0]["native"] as? Bool == true)
            #expect(try #require(models[1]["agreement"] as? Double) > 0.98)
            #expect(models[1]["bytes"] as? Int == (try bytes(of: folder + "/digits.qf").count))
        }
    }

    @Test("The same seed gives the same bytes with any number of threads, another seed others")
    func deterministic() throws {
        try withTemporaryFolder { folder in
            func model(_ options: String...) throws -> Data {
                let arguments = [digits, "--int8", "--no-verify", "-q", "-o", "model.qf"] + options
                let outcome = try Tool.qconv.run(arguments, in: folder)
                #expect(outcome.status == 0, "\(outcome.errors)")
                return try bytes(of: folder + "/model.qf")
            }
            let first = try model("--threads", "1")
            for threads in ["2", "3", "7"] { #expect(try model("--threads", threads) == first) }
            #expect(try model("--seed", "1") != first)
        }
    }

    @Test(
        "Every precision and every type of inputs and outputs is near the Keras model",
        arguments: [
            ["--fp16"], ["--dynamic"], ["--dynamic", "--per-tensor-dense"], ["--int8", "--io", "int8"],
            ["--int8", "--io", "uint8"], ["--int8", "--per-tensor-dense"], ["--int8", "--calib-method", "minmax"],
            ["--int8", "--calib-method", "percentile"], ["--int8", "--calib-method", "entropy"],
            ["--int8", "--calib-samples", "50"], ["--int8", "--calib-class", "3", "--calib-class", "4"],
        ])
    func precisions(options: [String]) throws {
        try withTemporaryFolder { folder in
            let report = try json([digits, "-o", "model.qf", "--max-drop", "0.02"] + options, in: folder)
            let verification = try #require(report["verification"] as? [String: Any])
            let models = try #require(verification["models"] as? [[String: Any]])
            #expect(try #require(models[1]["agreement"] as? Double) > 0.97)
        }
    }

    @Test("A table quantizes again without data, and after an edit by hand")
    func tables() throws {
        try withTemporaryFolder { folder in
            _ = try json([digits, "--int8", "-o", "a.qf", "--table", "ranges.json", "--no-verify"], in: folder)
            #expect(try names(in: folder) == ["a.qf", "ranges.csv", "ranges.json"])
            try FileManager.default.copyItem(atPath: digits, toPath: folder + "/alone.h5")
            func again(_ output: String) throws -> Tool.Outcome {
                try Tool.qconv.run(
                    ["alone.h5", "--int8", "-o", output, "--table", "ranges.json", "--use-table", "-q"], in: folder)
            }
            #expect(try again("b.qf").status == 0)
            let table = try text(of: folder + "/ranges.json")
            let range = try #require(try Regex("\"max\": 16.0,").firstMatch(in: table)).range
            try write(
                Data(table.replacingCharacters(in: range, with: "\"max\": 17.0,").utf8), to: folder + "/ranges.json")
            let contradicting = try again("c.qf")
            #expect(contradicting.status == 65)
            #expect(contradicting.errors.contains("image"))
            #expect(!(try names(in: folder).contains("c.qf")))
            try write(Data(table.utf8.prefix(table.utf8.count / 2)), to: folder + "/ranges.json")
            #expect(try again("d.qf").status == 65)
        }
    }

    @Test("A limit that is not kept is status 1, says the figures, and leaves the file unless told otherwise")
    func gates() throws {
        try withTemporaryFolder { folder in
            for limit in [["--max-size", "1kB"], ["--max-ms", "0.0001"]] {
                let outcome = try Tool.qconv.run([digits, "-o", "model.qf"] + limit, in: folder)
                #expect(outcome.status == 1)
                #expect(outcome.errorLines.count == 1)
                #expect(outcome.errors.contains("are allowed"))
                #expect(try names(in: folder) == ["model.qf"])
                let deleting = try Tool.qconv.run(
                    [digits, "-o", "model.qf", "--delete-on-failure"] + limit, in: folder)
                #expect(deleting.status == 1)
                #expect(try names(in: folder) == [])
            }
        }
    }

    @Test(
        "What is missing is named",
        arguments: [
            (["alone.h5", "--int8"], Int32(66), "no data set beside the model"),
            (["alone.h5", "--max-drop", "0.1"], 66, "'--max-drop' needs samples"),
            (["alone.h5", "--int8", "--data", "absent.h5"], 66, "absent.h5"),
            (["alone.h5", "--int8", "--data", "alone.h5"], 66, "alone.h5"),
            (["alone.h5", "--int8", "--table", "absent.json", "--use-table"], 66, "absent.json"),
            (["alone.h5", "--int8", "--data", "DATA", "--calib-class", "99"], 64, "no samples of class 99"),
            (["alone.h5", "--int8", "--data", "DATA", "--calib-samples", "99999"], 64, "1437 samples to draw from"),
        ])
    func missing(arguments: [String], status: Int32, message: String) throws {
        try withTemporaryFolder { folder in
            try FileManager.default.copyItem(atPath: digits, toPath: folder + "/alone.h5")
            let arguments = arguments.map { $0 == "DATA" ? sample("digits.data.h5") : $0 }
            let outcome = try Tool.qconv.run(arguments, in: folder)
            #expect(outcome.status == status, "\(outcome.errors)")
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
            #expect(outcome.errorLines.count == 1)
            #expect(try names(in: folder) == ["alone.h5"])
        }
    }

    @Test(
        "Options that make no sense together are wrong usage",
        arguments: [
            ["--calib", "0.1"], ["--calib-method", "mse"], ["--int8", "--fp16"], ["--io", "int8"],
            ["--int8", "--io", "float64"], ["--use-table"],
            ["--int8", "--use-table"], ["--int8", "--calib", "0"], ["--int8", "--calib", "1.5"],
            ["--int8", "--calib", "0.1", "--calib-samples", "5"], ["--int8", "--calib-samples", "0"],
            ["--int8", "--calib-method", "guess"], ["--fp16", "--per-tensor-dense"],
            ["--no-verify", "--max-drop", "0.1"],
            ["--delete-on-failure"], ["--max-size", "much"], ["--max-ms", "0"], ["--max-drop", "2"],
            ["--threads", "0"],
            ["--int8", "--table", "t.json", "--use-table", "--calib", "0.1"], ["--resize", "guess"],
        ])
    func wrongUsage(options: [String]) throws {
        let outcome = try Tool.qconv.run(["model.h5"] + options)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("see 'qconv"))
    }
}
