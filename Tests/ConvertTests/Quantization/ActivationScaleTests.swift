import Convert
import Testing

@Suite struct ActivationScaleTests {
    /// Ranges with the scales and zero points that TensorFlow 2.21's converter writes for them.
    @Test(arguments: [
        (Float(0)...255, ActivationScale(scale: 1, zeroPoint: -128)),
        (Float(0)...1.5, ActivationScale(scale: 0.0058823530562222, zeroPoint: -128)),
        (Float(2)...255, ActivationScale(scale: 1, zeroPoint: -128)),
        (Float(-255)...(-3), ActivationScale(scale: 1, zeroPoint: 127)),
        (Float(-1)...1, ActivationScale(scale: 0.007843137718737125, zeroPoint: -1)),
        (Float(-3.3)...7.1, ActivationScale(scale: 0.040784310549497604, zeroPoint: -47)),
        (Float(-0.1)...0.0007, ActivationScale(scale: 0.0003949019592255354, zeroPoint: 125)),
        (Float(-1)...2, ActivationScale(scale: 0.0117647061124444, zeroPoint: -43)),
        (Float(-5.12345)...12.5, ActivationScale(scale: 0.06911156326532364, zeroPoint: -54)),
        (Float(0.001)...0.001, ActivationScale(scale: 3.921568804798881e-06, zeroPoint: -128)),
    ])
    func rangesBecomeScales(_ range: ClosedRange<Float>, _ scale: ActivationScale) {
        #expect(ActivationScale(range: range) == scale)
    }

    @Test func rangeOfNothingButZeroHasAnyScale() {
        #expect(ActivationScale(range: 0...0) == ActivationScale(scale: 1, zeroPoint: -128))
    }

    @Test func zeroIsAlwaysExact() {
        for low in stride(from: Float(-9), through: 0, by: 0.37) {
            let scale = ActivationScale(range: low...3.21)
            #expect(scale.integer(for: 0) == Int8(scale.zeroPoint))
            #expect(abs(scale.range.lowerBound - low) <= scale.scale)
        }
    }

    @Test func integersSaturate() {
        let scale = ActivationScale(range: 0...1)
        #expect(scale.integer(for: 7) == 127)
        #expect(scale.integer(for: -7) == -128)
    }
}
