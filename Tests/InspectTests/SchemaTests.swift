import Comparison
import Foundation
import Inspect
import Reporting
import Testing

@Suite("The JSON of every view is what its schema says")
struct SchemaTests {
    private func schema() throws -> JSONSchema {
        try JSONSchema(
            contentsOf: URL(filePath: fixture("")).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "docs/qinspect.schema.json").path)
    }

    /// All views of a file.
    private func documents(_ contents: ModelContents) throws -> [JSON] {
        let names = Array(Set(contents.tensors.prefix(6).map(\.name) + contents.tensors.suffix(2).map(\.name)))
        let reports: [any InspectionReport] = [
            try ModelReport(of: contents), try TensorReport(of: contents, names: names),
            CalibrationReport(of: contents), try WeightsReport(of: contents),
        ]
        return try reports.map { try JSON(text: JSONText.of($0)) }
    }

    @Test(
        "Keras files, whole and partial, converted ones and quantized ones",
        arguments: [
            "keras/error_unsupported.h5", "keras/error_weights_only.h5", "keras/frozen.tf_keras.h5",
            "conformance/formats/weights_float16.h5", "keras/archive.keras", "tflite/cnn.tflite",
            "tflite/cnn-int8.tflite", "tflite/cnn-float16.tflite",
        ])
    func describesFiles(name: String) throws {
        let schema = try schema()
        for document in try documents(Inspection.open(fixture(name))) {
            let faults = schema.faults(in: document)
            #expect(faults.isEmpty, "\(faults.prefix(5))")
        }
    }

    @Test(
        "What is found in a file",
        arguments: [
            "check/error.bias-scale.tflite", "check/sound.tflite", "keras/error_unsupported.h5", "keras/error_json.h5",
            "check/make.py",
        ])
    func describesFindings(name: String) throws {
        let report = try CheckReport(of: name.hasSuffix(".py") ? #filePath : fixture(name))
        #expect(try schema().faults(in: JSON(text: JSONText.of(report))) == [])
    }

    @Test("A graph with infinities and shared weights")
    func describesGraph() throws {
        let schema = try schema()
        for document in try documents(contents(of: SmallGraph.make(provenance: SmallGraph.calibrated))) {
            #expect(schema.faults(in: document) == [])
        }
    }

    @Test(
        "Two models side by side",
        arguments: [
            ("keras/frozen.tf_keras.h5", "tflite/cnn-int8.tflite"), ("tflite/cnn.tflite", "tflite/cnn-int8.tflite"),
            ("keras/error_unsupported.h5", "tflite/cnn.tflite"),
        ])
    func describesPairs(first: String, second: String) throws {
        let report = try ModelComparison(
            of: ComparedModel(contentsOf: fixture(first)), with: ComparedModel(contentsOf: fixture(second)))
        #expect(try schema().faults(in: JSON(text: JSONText.of(report))) == [])
    }

    @Test("Two models that ran on the same samples", arguments: ["digits.h5", "glyphs.h5"])
    func describesRuns(name: String) throws {
        let data = sample(name.replacingOccurrences(of: ".h5", with: ".data.h5"))
        let model = try ComparedModel(contentsOf: sample(name))
        let report = try ModelComparison(
            of: model, with: model, against: ComparedSamples(data: data, count: 2, threads: 2))
        #expect(report.activations?.samples == 2)
        #expect(try schema().faults(in: JSON(text: JSONText.of(report))) == [])
    }

    @Test("What is missing, of a wrong type or not described is found")
    func findsFaults() throws {
        let schema = try schema()
        let good = try documents(contents(of: SmallGraph.make()))[3]
        guard case .object(var members) = good else {
            Issue.record("no object")
            return
        }
        #expect(schema.faults(in: .object(members)) == [])
        members["bytes"] = .string("1234")
        #expect(schema.faults(in: .object(members)).contains { $0.contains("$.bytes: is not") })
        members["bytes"] = nil
        #expect(schema.faults(in: .object(members)).contains { $0.contains("has no bytes") })
        members["bytes"] = .number(1)
        members["novelty"] = .null
        #expect(schema.faults(in: .object(members)).contains { $0.contains("novelty is not described") })
    }
}
