import Inspect
import ModelIR
import Reporting
import Testing

@Suite("Everything about a tensor")
struct TensorReportTests {
    private func details(_ name: String) throws -> TensorDetails {
        try #require(TensorReport(of: contents(of: SmallGraph.make()), names: [name]).tensors.first)
    }

    @Test("A float kernel has statistics over all elements and for each channel")
    func describesKernel() throws {
        let kernel = try details("conv/kernel")
        let all = try #require(kernel.statistics)
        #expect(kernel.role == .weight)
        #expect(kernel.layer == "conv")
        #expect(kernel.bytes == 36)
        #expect(all.count == 9)
        #expect(all.min == -1)
        #expect(all.max == 9)
        #expect(all.mean.map { abs($0 - 43.0 / 9) < 1e-12 } == true)
        #expect(all.saturated == nil)
        #expect(kernel.channels.map { $0.statistics?.min } == [-1, 4, 7])
        #expect(kernel.channels.map { $0.statistics?.max } == [3, 6, 9])
        #expect(kernel.channels[1].statistics?.standardDeviation.map { abs($0 * $0 - 2.0 / 3) < 1e-12 } == true)
        #expect(kernel.histogram?.counts.reduce(0, +) == 9)
        #expect(kernel.histogram?.counts.first == 1)
        #expect(kernel.histogram?.counts.last == 1)
    }

    @Test("Integers are described as the real numbers that they stand for")
    func describesIntegers() throws {
        let kernel = try details("dense/kernel")
        #expect(kernel.quantization?.scales == [0.5, 0.1])
        #expect(kernel.quantization?.axis == 0)
        #expect(kernel.channels.map(\.scale) == [0.5, 0.1])
        #expect(kernel.channels.map { $0.statistics?.mean } == [-50, Double(Float(0.1) * 50)])
        // Elements that are all the same do not scatter, not even by rounding.
        #expect(kernel.channels.map { $0.statistics?.standardDeviation } == [0, 0])
        #expect(kernel.statistics?.saturated == 0)
    }

    @Test("Saturated integers are those at the ends of what the format allows")
    func countsSaturated() throws {
        var graph = try SmallGraph.make()
        let kernel = graph.nodes[3].inputs[1]
        graph[kernel].data = TensorData((0..<96).map { [Int8(-127), -128, 127, 126, -126, 0][$0 % 6] })
        let symmetric = try TensorReport(of: contents(of: graph), names: ["dense/kernel"]).tensors[0]
        #expect(symmetric.statistics?.saturated == 48)
        #expect(symmetric.statistics?.zeros == 16)
        graph[kernel].quantization?.zeroPoints = [3, 3]
        let asymmetric = try TensorReport(of: contents(of: graph), names: ["dense/kernel"]).tensors[0]
        #expect(asymmetric.statistics?.saturated == 32)
    }

    @Test("Numbers that are none are counted and left out")
    func countsNotFinite() throws {
        let bias = try details("conv/bias")
        #expect(bias.role == .bias)
        #expect(bias.statistics?.notFinite == 1)
        #expect(bias.statistics?.max == 0)
        #expect(bias.histogram?.counts.reduce(0, +) == 2)
    }

    @Test("What is computed has a shape and no elements")
    func describesActivations() throws {
        let image = try details("image")
        #expect(image.role == .input)
        #expect(image.shape == [nil, 4, 4, 3])
        #expect(image.statistics == nil)
        #expect(image.bytes == nil)
        #expect(try details("scores").role == .output)
        #expect(try details("flat").role == .activation)
    }

    @Test("A wrong name is answered with those that resemble it")
    func suggests() throws {
        let contents = try contents(of: SmallGraph.make())
        for (name, suggestion) in [
            ("kernel", "'conv/kernel', 'dense/kernel'"), ("conv/bais", "'conv/bias'"), ("Scores", "'scores'"),
        ] {
            let error = #expect(throws: InspectError.self) { try TensorReport(of: contents, names: [name]) }
            #expect(error?.description == "has no tensor '\(name)'; did you mean \(suggestion)?")
            #expect(error?.kind == .usage)
        }
        let error = #expect(throws: InspectError.self) { try TensorReport(of: contents, names: ["zzzzzzzz"]) }
        #expect(error?.description == "has no tensor 'zzzzzzzz'")
    }

    @Test("A table for programs has a row for each channel, or one for a tensor without channels")
    func writesCSV() throws {
        let report = try TensorReport(of: contents(of: SmallGraph.make()), names: ["dense/kernel", "image"])
        let (titles, rows) = try report.csv(.all)
        #expect(
            titles
                == "file,tensor,channel,scale,zero_point,range_min,range_max,mean,deviation,zeros,saturated,not_finite\n"
        )
        #expect(
            rows == """
                small.qf,dense/kernel,0,0.5,0,-50.0,-50.0,-50.0,0.0,0,0,0
                small.qf,dense/kernel,1,0.1,0,5.0,5.0,5.0,0.0,0,0,0
                small.qf,image,,,,,,,,,,

                """)
    }
}
