import Foundation
import Testing

@Suite("What qinspect shows")
struct InspectionTests {
    /// Calls `body` with a folder that holds a Keras model, what `qconv` makes of it, a quantized model of TensorFlow's
    /// converter, and a Keras model with layers that are not supported.
    private func withModels(_ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            for (source, name) in [
                (sample("digits.h5"), "digits.h5"), (fixture("tflite/cnn-int8.tflite"), "int8.tflite"),
                (fixture("keras/error_unsupported.h5"), "partial.h5"),
                (fixture("keras/archive.keras"), "archive.keras"),
            ] {
                try FileManager.default.copyItem(atPath: source, toPath: folder + "/" + name)
            }
            #expect(try Tool.qconv.run(["digits.h5"], in: folder).status == 0)
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

    @Test("Every view at 80 columns, at 120 and as wide as it comes", arguments: [80, 120, nil])
    func shows(columns: Int?) throws {
        let views: [(name: String, arguments: [String])] = [
            ("h5", ["digits.h5"]), ("qf", ["digits.qf"]), ("int8", ["int8.tflite"]), ("partial", ["partial.h5"]),
            ("keras", ["archive.keras"]), ("qf-tensor", ["digits.qf", "--tensor", "conv1/kernel"]),
            ("qf-calibration", ["digits.qf", "--calibration"]), ("qf-weights", ["digits.qf", "--weights"]),
            ("h5-tensor", ["digits.h5", "--tensor", "conv2/kernel", "--sort", "deviation", "--top", "5"]),
            ("int8-tensor", ["int8.tflite", "--tensor", "cnn/depthwise/depthwise", "--tensor", "cnn/scale/mul"]),
            ("int8-calibration", ["int8.tflite", "--calibration"]), ("h5-calibration", ["digits.h5", "--calibration"]),
            ("h5-weights", ["digits.h5", "--weights"]), ("int8-weights", ["int8.tflite", "--weights"]),
            (
                "int8-choice",
                ["int8.tflite", "--layers", "cnn/e*", "--layers", "*pool*", "--sort", "range", "--reverse"]
            ),
            ("qf-columns", ["digits.qf", "--columns", "macs,layer,range", "--sort", "macs", "--top", "3"]),
        ]
        try withModels { folder in
            for view in views {
                let text = try text(view.arguments, columns: columns, in: folder)
                if let columns {
                    #expect(text.split(separator: "\n").allSatisfy { $0.count <= columns }, "\(view.name)")
                }
                try expectSnapshot(text.withoutSizes, "inspect-\(view.name)-\(columns.map { "\($0)" } ?? "unlimited")")
            }
        }
    }

    @Test("Tables for programs have one line of titles, whatever the number of files")
    func writesCSV() throws {
        try withModels { folder in
            for (name, arguments) in [("layers", []), ("calibration", ["--calibration"]), ("weights", ["--weights"])] {
                let text = try text(
                    ["digits.qf", "int8.tflite", "--summary", "--csv"] + arguments, columns: nil, in: folder)
                try expectSnapshot(text, "inspect-csv-\(name)")
                let fields = text.split(separator: "\n").map { line in
                    line.replacing(/"[^"]*"/, with: "").count { $0 == "," }
                }
                #expect(Set(fields).count == 1)
            }
        }
    }

    @Test("The parameters that Keras counts are in the JSON before and after")
    func writesJSON() throws {
        try withModels { folder in
            for (view, arguments) in [
                ("summary", []), ("tensors", ["--tensor", "image"]), ("calibration", ["--calibration"]),
                ("weights", ["--weights"]),
            ] {
                for file in ["digits.h5", "digits.qf"] {
                    let text = try text([file, "--json"] + arguments, columns: nil, in: folder)
                    let json = try #require(
                        JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(view) of \(file)")
                    #expect(json["schema"] as? Int == 1)
                    #expect(json["view"] as? String == view)
                    #expect(json["file"] as? String == file)
                    guard view == "summary" else { continue }
                    #expect((json["parameters"] as? [String: Any])?["total"] as? Int == 35_810)
                }
            }
        }
    }

    @Test("Quietly it only tells whether the file can be read")
    func isQuiet() throws {
        try withModels { folder in
            let outcome = try Tool.qinspect.run(["digits.h5", "int8.tflite", "--quiet"], in: folder)
            #expect(outcome.status == 0)
            #expect(outcome.output == "")
            #expect(try Tool.qinspect.run(["digits.h5", "absent.h5", "-q"], in: folder).status == 66)
        }
    }

    @Test(
        "What cannot be asked for together, or is not there, is one line",
        arguments: [
            (["--json", "--csv"], "'--json' and '--csv' exclude each other"),
            (["--weights", "--calibration"], "'--calibration' and '--weights' are different views"),
            (["--json", "--columns", "macs"], "'--json' always has all fields"),
            (["--top", "0"], "'--top' takes a number above 0"),
            (["--tensor", "conv1/kernel", "--layers", "*"], "'--layers' has nothing to choose from there"),
            (["--columns", "macs,"], "this view has no column ''; it has index"),
            (["--weights", "--sort", "macs"], "this view has no column 'macs'; it has tensor or name, layer"),
            (["--layers", "x*"], "no layer is called 'x*'"),
            (["--tensor", "conv1/kernal"], "did you mean 'conv1/kernel'"),
        ])
    func refuses(arguments: [String], message: String) throws {
        let outcome = try Tool.qinspect.run([sample("digits.h5")] + arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output == "")
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.hasPrefix("qinspect: "))
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}
