import Inspect
import Testing

@Suite("Multiply-accumulates are those that a person counts")
struct MultiplyAccumulatesTests {
    /// A row of the table in the paper on EfficientNet: so many blocks with kernels of one size, the first of them with
    /// `stride`.
    private struct Stage {
        let blocks: Int
        let kernel: Int
        let input: Int
        let output: Int
        let expansion: Int
        let stride: Int
    }

    private static let stages = [
        Stage(blocks: 1, kernel: 3, input: 32, output: 16, expansion: 1, stride: 1),
        Stage(blocks: 2, kernel: 3, input: 16, output: 24, expansion: 6, stride: 2),
        Stage(blocks: 2, kernel: 5, input: 24, output: 40, expansion: 6, stride: 2),
        Stage(blocks: 3, kernel: 3, input: 40, output: 80, expansion: 6, stride: 2),
        Stage(blocks: 3, kernel: 5, input: 80, output: 112, expansion: 6, stride: 1),
        Stage(blocks: 4, kernel: 5, input: 112, output: 192, expansion: 6, stride: 2),
        Stage(blocks: 1, kernel: 3, input: 192, output: 320, expansion: 6, stride: 1),
    ]

    /// Of an EfficientNet-B0 for images of 48 by 48 with dense layers of 84, 24 and 8 outputs behind it.
    private static func byHand() -> (conv: Int, depthwise: Int, dense: Int) {
        var side = 24
        var conv = side * side * 32 * 3 * 3 * 3
        var depthwise = 0
        for stage in stages {
            for block in 0..<stage.blocks {
                let input = block == 0 ? stage.input : stage.output
                let wide = input * stage.expansion
                if stage.expansion > 1 { conv += side * side * input * wide }
                if block == 0 { side = (side + stage.stride - 1) / stage.stride }
                depthwise += side * side * wide * stage.kernel * stage.kernel
                // Squeeze and excitation: to a quarter of the block's input channels and back, for one pixel.
                conv += 2 * wide * (input / 4)
                conv += side * side * wide * stage.output
            }
        }
        conv += side * side * 320 * 1280
        return (conv, depthwise, 1280 * 84 + 84 * 24 + 24 * 8)
    }

    @Test("A Keras model, all of it and layer by layer")
    func countsKerasModel() throws {
        let report = try ModelReport(of: Inspection.open(sample("glyphs.h5")))
        let expected = Self.byHand()
        #expect(expected.conv + expected.depthwise + expected.dense == 22_861_296)
        #expect(report.macs == 22_861_296)
        let counts = Dictionary(uniqueKeysWithValues: report.operators.map { ($0.operator, $0.macs) })
        #expect(counts["Conv2D"] == expected.conv)
        #expect(counts["DepthwiseConv2D"] == expected.depthwise)
        #expect(counts["Dense"] == expected.dense)
    }
}
