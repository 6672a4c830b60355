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
        let plain = try ModelReport(of: contents(of: graph()))
        #expect(plain.parameters.stored == 9 + 3 + 96)
        #expect(plain.parameters.total == plain.parameters.stored)
        #expect(plain.parameters.note != nil)
        let known = try ModelReport(of: contents(of: graph(provenance: provenance)))
        #expect(known.parameters.total == 120)
        #expect(known.parameters.trainable == 100)
        #expect(known.parameters.note == nil)
        #expect(known.layers.map(\.parameters) == [12, 0, 0, 96])
        #expect(known.layers.map(\.bytes) == [48, 0, 0, 96])
    }

    @Test("Each operator has its work, its shape and its weights' real range")
    func describesLayers() throws {
        let report = try ModelReport(of: contents(of: graph()))
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

    @Test("Work and bytes are shared out among the operators, and the engine's memory is planned")
    func sharesOut() throws {
        let report = try ModelReport(of: contents(of: SmallGraph.make(isQuantized: false)))
        #expect(report.operators.map(\.macs) == [288, 96, 0])
        #expect(report.operators.map(\.macsShare) == [0.75, 0.25, 0])
        #expect(report.operators.map(\.bytes) == [48, 384, 0])
        #expect(report.operators.reduce(0) { $0 + $1.bytesShare } == 1)
        // The image stays to the end; the scores take the place of the first convolution's result.
        #expect(report.arenaBytes == 192 + 192 + 192)
    }

    @Test("Ranges of activations are those that the file observed, else those that the integers cover")
    func describesActivations() throws {
        var graph = try graph()
        let value = graph.nodes[3].outputs[0]
        graph[value].quantization = Quantization(scales: [0.5], zeroPoints: [-28])
        graph[value].type = .int8
        let covered = try ModelReport(of: contents(of: graph)).layers[3]
        #expect(covered.activations == LayerReport.Activations(min: -50, max: 77.5, isObserved: false))
        #expect(covered.scale == 0.5)
        #expect(covered.zeroPoint == -28)
        graph[value].quantization?.minimums = [-49.75]
        graph[value].quantization?.maximums = [70]
        let observed = try ModelReport(of: contents(of: graph)).layers[3]
        #expect(observed.activations == LayerReport.Activations(min: -49.75, max: 70, isObserved: true))
    }

    @Test("What a model was calibrated on is told")
    func tellsCalibration() throws {
        let report = try ModelReport(of: contents(of: graph(provenance: SmallGraph.calibrated)))
        #expect(report.origin?.precision == "int8")
        #expect(report.calibration?.samples == 4)
        let text = try report.text(.all, style: .plain).replacing(/\s+/, with: " ")
        #expect(
            text.contains(
                "calibration minmax over 4 samples of x_train (8 %), only of class 2, 3, seed 7, digest 0f0f0f0f0f0f…"))
    }

    @Test("People get one line for each layer, and damage in words")
    func writesText() throws {
        let report = try ModelReport(of: contents(of: graph(provenance: provenance), byteCount: 1_234_567))
        let text = try report.text(.all, style: .plain)
        #expect(text.contains("1,234,567 bytes"))
        #expect(text.contains("parameters  120 (100 trainable), 108 stored"))
        #expect(text.contains("not a number in conv"))
        #expect(
            text.split(separator: "\n").last
                == "3  dense  FULLY_CONNECTED  (?, 2)                96     96    96  -50 … 5")
        let narrow = try report.text(.all, style: TextStyle(width: 60, isColored: false))
        #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 60 })
        #expect(narrow.contains("not shown at this width: #, bytes"))
        let colored = try report.text(.all, style: TextStyle(width: nil, isColored: true))
        #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == text)
    }
}
