import Engine
import Execution
import ModelIR
import Reporting
import Testing

@Suite("Profiles of models")
struct ModelProfileTests {
    private let peak = MachinePeak(
        float32: .init(instructionSet: "fast", multiplyAccumulatesPerSecond: 50e9),
        int8: .init(instructionSet: "faster", multiplyAccumulatesPerSecond: 200e9))

    private func step(
        _ layer: String, _ operators: [String], kernel: Pair? = nil, type: ElementType = .float32, ms: Double,
        macs: Int = 0, bytes: Int
    ) -> StepProfile {
        StepProfile(
            layer: layer, operators: operators, mainOperator: 0, kernel: kernel, type: type, shape: [1, 24, 24, 32],
            milliseconds: ms, multiplyAccumulates: macs, bytesMoved: bytes)
    }

    private func profile() -> ModelProfile {
        ModelProfile(
            [
                step(
                    "stem", ["CONV_2D", "LOGISTIC", "MUL"], kernel: Pair(height: 3, width: 3), ms: 1, macs: 25_000_000,
                    bytes: 2_000_000),
                step(
                    "block", ["CONV_2D"], kernel: Pair(height: 1, width: 1), type: .int8, ms: 0.5, macs: 10_000_000,
                    bytes: 500_000),
                step("pool", ["MEAN"], ms: 0.25, bytes: 1_000_000),
                step(
                    "head", ["CONV_2D", "ADD"], kernel: Pair(height: 1, width: 1), type: .int8, ms: 0.25,
                    macs: 30_000_000, bytes: 250_000),
            ], runs: 50, peak: peak)
    }

    @Test("Shares add up, and work is compared with the peak of its type")
    func sums() {
        let profile = profile()
        #expect(profile.milliseconds == 2)
        #expect(profile.steps.map(\.work.share) == [0.5, 0.25, 0.125, 0.125])
        #expect(profile.steps.map(\.work.multiplyAccumulatesPerSecond) == [25e9, 20e9, 0, 120e9])
        #expect(profile.steps.map(\.work.shareOfPeak) == [0.5, 0.1, nil, 0.6])
        #expect(profile.steps.map(\.work.bytesPerSecond) == [2e9, 1e9, 4e9, 1e9])
        #expect(profile.kinds.map(\.kind) == ["CONV_2D 3x3", "CONV_2D 1x1", "MEAN"])
        #expect(profile.kinds.map(\.count) == [1, 2, 1])
        #expect(profile.kinds[1].work.milliseconds == 0.75)
        #expect(profile.kinds[1].work.multiplyAccumulates == 40_000_000)
        #expect(abs((profile.kinds[1].work.shareOfPeak ?? 0) - 0.2 / 0.75) < 1e-12)
        #expect(profile.kinds.reduce(0) { $0 + $1.work.share } == 1)
    }

    @Test("People get a row for each step and each kind")
    func text() {
        let expected = """
            model.qf: 4 steps, 2.000 ms; medians of 50 runs
            peak of the machine: float32 50.0 GMAC/s (fast), int8 200.0 GMAC/s (faster)
            #  layer  operators                     output                 ms   share   MMAC  GMAC/s  of peak    MB  GB/s
            0  stem   CONV_2D 3x3 + LOGISTIC + MUL  float32 1x24x24x32  1.000  50.0 %  25.00    25.0     50 %  2.00   2.0
            1  block  CONV_2D 1x1                   int8 1x24x24x32     0.500  25.0 %  10.00    20.0     10 %  0.50   1.0
            2  pool   MEAN                          float32 1x24x24x32  0.250  12.5 %                          1.00   4.0
            3  head   CONV_2D 1x1 + ADD             int8 1x24x24x32     0.250  12.5 %  30.00   120.0     60 %  0.25   1.0

            kind         steps     ms   share   MMAC  GMAC/s  of peak    MB  GB/s
            CONV_2D 3x3      1  1.000  50.0 %  25.00    25.0     50 %  2.00   2.0
            CONV_2D 1x1      2  0.750  37.5 %  40.00    53.3     27 %  0.75   1.0
            MEAN             1  0.250  12.5 %                          1.00   4.0

            """
        #expect(profile().text(file: "model.qf", style: .plain) == expected)
    }

    @Test("JSON has the names that are documented")
    func json() throws {
        let json = try JSONText.of(profile())
        for key in [
            "ms", "runs", "peak", "steps", "kinds", "instruction_set", "macs_per_second", "layer", "operators", "kind",
            "type", "shape", "work", "share", "macs", "share_of_peak", "bytes", "bytes_per_second", "count",
        ] {
            #expect(json.contains("\"\(key)\": "), "\(key)")
        }
        #expect(json.contains("\"share_of_peak\": null"))
    }

    @Test("The peak is measured on this machine")
    func measuresPeak() throws {
        let (one, two) = try (MachinePeak.measured(threads: 1), MachinePeak.measured(threads: 2))
        for peak in [one, two] {
            for rate in [peak.float32, peak.int8] {
                let rate = try #require(rate)
                #expect(rate.multiplyAccumulatesPerSecond > 1e8)
                #expect(rate.multiplyAccumulatesPerSecond < 1e13)
                #expect(!rate.instructionSet.isEmpty)
            }
        }
        #expect(one.rate(for: .float32) == one.float32)
        #expect(one.rate(for: .uint8) == one.int8)
        #expect(one.rate(for: .int32) == nil)
    }
}
