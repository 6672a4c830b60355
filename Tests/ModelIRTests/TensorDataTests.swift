import ModelIR
import Testing

struct TensorDataTests {
    @Test func elementsComeBackAsTheyWere() {
        #expect(TensorData([1.5, -2, .infinity] as [Float]).elements(as: Float.self) == [1.5, -2, .infinity])
        #expect(TensorData([-128, 127] as [Int8]).elements(as: Int8.self) == [-128, 127])
        #expect(TensorData([Int64.min, 7]).integers() == [Int.min, 7])
        #expect(TensorData([] as [Float]).count == 0)
    }

    @Test func everyTypeConvertsToFloats() {
        #expect(TensorData([1.0, -0.5] as [Double]).floats() == [1, -0.5])
        #expect(TensorData([-1, 2] as [Int8]).floats() == [-1, 2])
        #expect(TensorData([200] as [UInt8]).floats() == [200])
        #expect(TensorData([-300] as [Int16]).floats() == [-300])
        #expect(TensorData([70_000] as [Int32]).floats() == [70_000])
        #expect(TensorData([1 << 40] as [Int64]).floats() == [Float(1 << 40)])
    }

    @Test func identityLooksAtTypeAndBytes() {
        #expect(TensorData([1, 2] as [Float]).isIdentical(to: TensorData([1, 2] as [Float])))
        #expect(!TensorData([1, 2] as [Float]).isIdentical(to: TensorData([1, 3] as [Float])))
        #expect(!TensorData([0] as [Float]).isIdentical(to: TensorData([0] as [Int32])))
    }

    /// Bits and values of IEEE 754 binary16, from the standard's own examples and limits.
    @Test(arguments: [
        (UInt16(0x0000), Float(0)), (0x0001, 0x1p-24), (0x03FF, 1023 * 0x1p-24), (0x0400, 0x1p-14),
        (0x3555, 0.333251953125), (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x7C00, .infinity),
        (0xFC00, -.infinity),
    ])
    func float16(bits: UInt16, value: Float) {
        #expect(Float(float16Bits: bits) == value)
    }

    @Test func float16SpecialValues() {
        #expect(Float(float16Bits: 0x7E00).isNaN)
        #expect(Float(float16Bits: 0x8000).sign == .minus)
    }
}
