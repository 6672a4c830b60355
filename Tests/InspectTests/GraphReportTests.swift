import Foundation
import Inspect
import ModelIR
import Reporting
import Testing

@Suite("Reports on converted models")
struct GraphReportTests {
    private func graph(provenance: Provenance? = nil) throws -> Graph { try SmallGraph.make(provenance: provenance) }

    private let provenance = SmallGraph.provenance

    @Test("Parameters are counted once, by Keras's count where the file has it")
    func countsParameters() throws {
        let plain = try ModelReport(of: graph(), path: "small.qf", byteCount: 1234)
        #expect(plain.parameters.stored == 9 + 3 + 96)
        #expect(plain.parameters.total == plain.parameters.stored)
        #expect(plain.parameters.note != nil)
        let known = try ModelReport(of: graph(provenance: provenance), path: "small.qf", byteCount: 1234)
        #expect(known.parameters.total == 120)
        #expect(known.parameters.trainable == 100)
        #expect(known.parameters.note == nil)
        #expect(known.layers.map(\.parameters) == [12, 0, 0, 96])
        #expect(known.layers.map(\.bytes) == [48, 0, 0, 96])
    }

    @Test("Each operator has its work, its shape and its weights' real range")
    func describesLayers() throws {
        let report = try ModelReport(of: graph(), path: "small.qf", byteCount: 1234)
        #expect(report.layers.map(\.operator) == ["CONV_2D", "CONV_2D", "RESHAPE", "FULLY_CONNECTED"])
        #expect(report.layers.map(\.macs) == [144, 144, 0, 96])
        #expect(report.macs == 384)
        #expect(report.layers[0].outputShape == [nil, 4, 4, 3])
        #expect(report.layers[0].weights?.min == -2)
        #expect(report.layers[0].weights?.max == 9)
        #expect(report.layers[0].weights?.notFinite == 1)
        #expect(report.layers[1].weights?.min == -1)
        #expect(report.layers[2].weights == nil)
        #expect(report.layers[3].weights?.min == -50)
        #expect(report.layers[3].weights?.max == 5)
        #expect(report.operators.map(\.operator) == ["CONV_2D", "FULLY_CONNECTED", "RESHAPE"])
        #expect(report.operators.map(\.count) == [2, 1, 1])
    }

    @Test("The JSON has what docs/json.md promises")
    func writesJSON() throws {
        let report = try ModelReport(of: graph(provenance: provenance), path: "small.qf", byteCount: 1234)
        let data = Data(try JSONText.of(report).utf8)
        let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(json["schema"] as? Int == 1)
        #expect((json["parameters"] as? [String: Any])?["total"] as? Int == 120)
        #expect((json["parameters"] as? [String: Any])?["stored"] as? Int == 108)
        let layers = try #require(json["layers"] as? [[String: Any]])
        let keys = ["bytes", "macs", "name", "operator", "output_shape", "parameters", "weights"]
        for layer in layers { #expect(layer.keys.sorted() == keys) }
        #expect((layers[0]["weights"] as? [String: Any])?["min"] as? Double == -2)
        #expect((layers[0]["weights"] as? [String: Any])?["max"] as? Double == 9)
        #expect(layers[2]["weights"] is NSNull)
        #expect((layers[0]["output_shape"] as? [Any])?.first is NSNull)
        let copy = try JSONDecoder().decode(ModelReport.self, from: data)
        #expect(try JSONText.of(copy) == JSONText.of(report))
    }

    @Test("People get one line for each layer, and damage in words")
    func writesText() throws {
        let report = try ModelReport(of: graph(provenance: provenance), path: "small.qf", byteCount: 1_234_567)
        let text = report.text(style: .plain)
        #expect(text.contains("1,234,567 bytes"))
        #expect(text.contains("parameters  120 (100 trainable), 108 stored"))
        #expect(text.contains("not a number in conv"))
        #expect(
            text.split(separator: "\n").last
                == "dense  FULLY_CONNECTED  (?, 2)                96     96    96  -50    5")
        let narrow = report.text(style: TextStyle(width: 70, isBold: false))
        #expect(narrow.split(separator: "\n").last.map { $0.count <= 70 } == true)
    }
}
