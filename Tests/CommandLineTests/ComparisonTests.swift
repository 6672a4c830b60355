import Foundation
import Testing

@Suite("qinspect compares two models")
struct ComparisonTests {
    /// Calls `body` with a folder that holds a Keras model, what `qconv` makes of it, and the same network twice by
    /// TensorFlow's converter.
    private func withModels(_ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            for (source, name) in [
                (sample("digits.h5"), "digits.h5"), (sample("digits.data.h5"), "digits.data.h5"),
                (fixture("tflite/cnn.tflite"), "float.tflite"), (fixture("tflite/cnn-int8.tflite"), "int8.tflite"),
                (fixture("keras/error_unsupported.h5"), "partial.h5"),
            ] {
                try FileManager.default.copyItem(atPath: source, toPath: folder + "/" + name)
            }
            #expect(try Tool.qconv.run(["digits.h5", "--no-verify"], in: folder).status == 0)
            // The other methods search for ranges, so that the last bit of a sum can change a digit that is shown.
            let int8 = try Tool.qconv.run(
                ["digits.h5", "--int8", "--calib-method", "minmax", "-o", "digits-int8.qf", "--no-verify"], in: folder)
            #expect(int8.status == 0, "\(int8.errors)")
            try body(folder)
        }
    }

    private func text(_ arguments: [String], columns: Int?, in folder: String) throws -> String {
        let width = columns.map { "COLUMNS=\($0) " } ?? "env -u COLUMNS "
        let words = arguments.map { "'\($0)'" }.joined(separator: " ")
        let outcome = try Tool.qinspect.runInShell("\(width)\"$TOOL\" \(words)", in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors == "")
        return outcome.output
    }

    @Test("At 80 columns, at 120 and as wide as it comes", arguments: [80, 120, nil])
    func shows(columns: Int?) throws {
        let views: [(name: String, arguments: [String])] = [
            ("fp32", ["digits.h5", "digits.qf"]), ("int8", ["digits.h5", "digits-int8.qf", "--sort", "sqnr"]),
            ("tensorflow", ["float.tflite", "int8.tflite"]), ("unlike", ["digits.qf", "int8.tflite"]),
            ("partial", ["partial.h5", "digits.qf", "--top", "3"]),
            (
                "against",
                ["digits.h5", "digits-int8.qf", "--against", "digits.data.h5", "--samples", "20", "--sort", "loss"]
            ),
            ("columns", ["digits.h5", "digits-int8.qf", "--columns", "layer,b,sqnr", "--layers", "conv*"]),
        ]
        try withModels { folder in
            for view in views {
                let text = try text(view.arguments, columns: columns, in: folder)
                if let columns {
                    #expect(text.split(separator: "\n").allSatisfy { $0.count <= columns }, "\(view.name)")
                }
                try expectSnapshot(text.withoutSizes, "compare-\(view.name)-\(columns.map { "\($0)" } ?? "unlimited")")
            }
        }
    }

    @Test("As a table and as a document for programs")
    func writesForPrograms() throws {
        try withModels { folder in
            let table = try text(["digits.h5", "digits.qf", "--csv"], columns: nil, in: folder)
            try expectSnapshot(table, "compare-csv")
            let document = try text(["digits.h5", "digits.qf", "--json"], columns: nil, in: folder)
            let json = try #require(JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any])
            #expect(json["view"] as? String == "comparison")
            #expect((json["a"] as? [String: Any])?["file"] as? String == "digits.h5")
            #expect((json["layers"] as? [Any])?.count == table.split(separator: "\n").count - 1)
        }
    }

    @Test("The errors of results are the same in the table and in the document")
    func writesRunForPrograms() throws {
        try withModels { folder in
            let run = ["digits.h5", "digits-int8.qf", "--against", "digits.data.h5", "--samples", "5"]
            let rows = try text(run + ["--csv"], columns: nil, in: folder).split(separator: "\n").map { line in
                line.split(separator: ",", omittingEmptySubsequences: false)
            }
            let document = try text(run + ["--json"], columns: nil, in: folder)
            let json = try #require(JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any])
            #expect((json["activations"] as? [String: Any])?["samples"] as? Int == 5)
            let layers = try #require(json["layers"] as? [[String: Any]])
            #expect(layers.count == rows.count - 1)
            #expect(layers.count { $0["activations"] is [String: Any] } == 6)
            for field in ["max_error", "rms_error", "sqnr_db"] {
                let column = try #require(rows[0].firstIndex(of: "activation_\(field)"))
                for (row, layer) in zip(rows.dropFirst(), layers) {
                    // Foundation reads numbers of JSON to the last bit but one.
                    let told = (layer["activations"] as? [String: Any])?[field] as? Double
                    #expect(Double(row[column]).map { abs($0 - (told ?? .nan)) <= 1e-12 * abs($0) } ?? (told == nil))
                }
            }
        }
    }

    @Test("An archive of Keras runs on an array of inputs")
    func runsArchive() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.copyItem(atPath: fixture("keras/archive.keras"), toPath: folder + "/a.keras")
            #expect(try Tool.qconv.run(["a.keras", "--no-verify"], in: folder).status == 0)
            let inputs = (0..<12).map { Float($0) / 4 }
            var header = Data("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 3), }".utf8)
            header += Data(repeating: UInt8(ascii: " "), count: 117 - header.count) + Data("\n".utf8)
            var array = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.count), 0]) + header
            inputs.withUnsafeBytes { array += $0 }
            try array.write(to: URL(filePath: folder + "/inputs.npy"))

            let run = ["a.keras", "a.qf", "--against", "inputs.npy", "--json"]
            let activations = try activations(run, in: folder)
            #expect(activations["samples"] as? Int == 4)
            #expect(activations["part"] as? String == "all samples")
        }
    }

    @Test("A model runs on a folder of images, and on a part of them")
    func runsImages() throws {
        try withModels { folder in
            for digit in 0..<10 {
                try FileManager.default.createDirectory(
                    atPath: folder + "/images/\(digit)", withIntermediateDirectories: true)
                for image in ["png/gray.png", "jpeg/rgb444.jpg"] {
                    let name = image.split(separator: "/")[1]
                    try FileManager.default.copyItem(
                        atPath: fixture("data/formats/" + image), toPath: folder + "/images/\(digit)/\(name)")
                }
            }
            let run = ["digits.h5", "digits.qf", "--against", "images", "--samples", "7", "--json"]
            let activations = try activations(run, in: folder)
            #expect(activations["samples"] as? Int == 7)
            #expect(activations["available"] as? Int == 20)
            #expect(activations["part"] as? String == "all images")
        }
    }

    /// What the document says of the run, whose outputs must be the same but for rounding.
    private func activations(_ arguments: [String], in folder: String) throws -> [String: Any] {
        let document = try text(arguments, columns: nil, in: folder)
        let json = try #require(JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any])
        let activations = try #require(json["activations"] as? [String: Any])
        let outputs = try #require(activations["outputs"] as? [[String: Any]])
        #expect(!outputs.isEmpty)
        for output in outputs {
            let error = try #require(output["error"] as? [String: Any])
            #expect(try #require(error["max_error"] as? Double) < 1e-5)
        }
        return activations
    }

    @Test("What cannot be run is told in one line, with nothing on the standard output")
    func refusesToRun() throws {
        try withModels { folder in
            let pair = ["digits.h5", "digits-int8.qf"]
            let data = ["--against", "digits.data.h5"]
            for (arguments, message, status) in [
                (["digits.h5"] + data, "'--against' compares two models, and nothing else", 64),
                (pair + ["digits.qf"] + data, "'--against' compares two models, and nothing else", 64),
                (pair + data + ["--weights"], "'--against' compares two models, and nothing else", 64),
                (pair + data + ["--samples", "0"], "'--samples' takes a number above 0", 64),
                (pair + ["--samples", "5"], "'--samples' says how '--against' runs the models", 64),
                (pair + ["--against", "absent.npz"], "absent.npz: cannot open: no such file", 66),
                (pair + ["--against", "digits.h5"], "digits.h5: is no data set", 66),
                (pair + ["--against", "digits.qf"], "digits.qf: is no data set", 65),
                (pair + ["--against", sample("glyphs.data.h5")], "glyphs.data.h5: names 8 classes", 65),
                (pair + ["--against", sample("glyphs.input.npz")], "glyphs.input.npz: ", 66),
                (["digits.h5", "int8.tflite"] + data, "int8.tflite: takes ", 65),
                (["partial.h5", "digits.qf"] + data, "partial.h5: has layers that are not known", 65),
            ] as [([String], String, Int32)] {
                let outcome = try Tool.qinspect.run(arguments, in: folder)
                #expect(outcome.status == status, "\(arguments)")
                #expect(outcome.output == "")
                #expect(outcome.errorLines.count == 1)
                #expect(outcome.errors.contains(message), "\(outcome.errors)")
            }
        }
    }

    @Test("The one of two files that cannot be read is named")
    func namesFile() throws {
        try withModels { folder in
            try write(Data("TFL".utf8) + Data(count: 40), to: folder + "/other.qf")
            try write(try bytes(of: folder + "/digits.qf").prefix(5_000), to: folder + "/short.qf")
            for (files, culprit, status) in [
                (["digits.qf", "absent.qf"], "absent.qf", 66), (["absent.h5", "digits.qf"], "absent.h5", 66),
                (["short.qf", "digits.qf"], "short.qf", 65), (["digits.h5", "short.qf"], "short.qf", 65),
                (["other.qf", "short.qf"], "other.qf", 65),
            ] as [([String], String, Int32)] {
                let outcome = try Tool.qinspect.run(files, in: folder)
                #expect(outcome.status == status)
                #expect(outcome.output == "")
                #expect(outcome.errorLines.count == 1)
                #expect(outcome.errors.hasPrefix("qinspect: \(culprit): "), "\(outcome.errors)")
            }
        }
    }

    @Test("Other views, three files and --summary show each file by itself")
    func showsEach() throws {
        try withModels { folder in
            for (arguments, views) in [
                (["digits.h5", "digits.qf", "--summary"], ["summary", "summary"]),
                (["digits.h5", "digits.qf", "--weights"], ["weights", "weights"]),
                (["digits.h5", "digits.qf", "int8.tflite"], ["summary", "summary", "summary"]),
                (["digits.h5", "digits.h5"], ["comparison"]),
            ] {
                let text = try text(arguments + ["--json"], columns: nil, in: folder)
                #expect(text.matches(of: /(?m)^  "view": "([a-z]+)"/).map { String($0.1) } == views)
            }
        }
    }
}
