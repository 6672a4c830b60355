import Foundation
import Inspect
import Testing

@Suite("Reports on Keras models")
struct KerasReportTests {
    private func sample(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "samples/\(name)").path
    }

    @Test("The sample classifier has the parameters that Keras counts")
    func countsGlyphs() throws {
        let report = try Inspection.report(on: sample("glyphs.h5"))
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
        #expect(throws: InspectError.self) { try Inspection.report(on: #filePath) }
        #expect(throws: InspectError.self) { try Inspection.report(on: sample("absent.h5")) }
        #expect(throws: InspectError.self) { try Inspection.report(on: sample("glyphs.data.h5")) }
    }
}
