import Inspect
import Testing

@Suite("Reports on Keras models")
struct KerasReportTests {
    @Test("The sample classifier has the parameters that Keras counts")
    func countsGlyphs() throws {
        let report = try ModelReport(of: Inspection.open(sample("glyphs.h5")))
        #expect(report.parameters.total == 4_164_967)
        #expect(report.parameters.trainable == 4_120_168)
        #expect(report.parameters.stored == 4_164_967)
        #expect(report.layers.reduce(0) { $0 + $1.parameters } == 4_164_967)
        #expect(report.format == "Keras HDF5")
        #expect(report.outputs.map(\.shape) == [[nil, 8]])
        #expect(report.layers.allSatisfy { ($0.weights == nil) == ($0.parameters == 0) })
        #expect(report.layers.reduce(0) { $0 + ($1.macs ?? 0) } == report.macs)
    }

    @Test("A file that is no model is told by its content")
    func refusesStrangers() throws {
        #expect(throws: InspectError.self) { try Inspection.open(#filePath) }
        #expect(throws: InspectError.self) { try Inspection.open(sample("absent.h5")) }
        #expect(throws: InspectError.self) { try Inspection.open(sample("glyphs.data.h5")) }
    }

    @Test(
        "A file with layers that are not supported is shown as far as it describes itself",
        arguments: [
            ("error_unsupported", "Conv2D", "data_format"), ("error_subclassed", "?", "'MyModel'"),
            ("error_no_model", "?", "holds the weights"),
        ])
    func showsPartially(name: String, firstOperator: String, reason: String) throws {
        let contents = try Inspection.open(fixture("keras/\(name).h5"))
        let report = try ModelReport(of: contents)
        #expect(report.parameters.stored == 26)
        #expect(report.parameters.trainable == nil)
        #expect(report.macs == nil)
        #expect(report.layers[0].name == "first")
        #expect(report.layers[0].operator == firstOperator)
        #expect(report.layers[0].outputShape == nil)
        #expect(report.layers[0].weights == WeightRange(min: 0, max: 11))
        #expect(report.notes.count == 2)
        #expect(report.notes[0].contains(reason))
        #expect(try WeightsReport(of: contents).weights.map(\.name).contains("first/kernel"))
    }
}
