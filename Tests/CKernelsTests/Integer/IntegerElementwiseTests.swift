import CKernels
import Testing

@Suite("s8_table, s8_quantize and s8_dequantize")
struct IntegerElementwiseTests {
    static let counts = [0, 1, 7, 8, 31, 32, 33, 100, 127, 128, 129, 160, 200, 700]

    @Test("a table replaces every byte by its entry")
    func table() {
        var random = RandomNumbers(seed: 31)
        let entries: [Int8] = random.integers(Int(QK_TABLE_ELEMENTS))
        let fencedEntries = FencedInput(entries)
        for count in Self.counts {
            let input: [Int8] = (0..<count).map { Int8(truncatingIfNeeded: $0 &* 37 &- 128) }
            let fenced = FencedInput(input)
            let output = runIntegersEverywhere(outputCount: count, "\(count)") { kernels, output in
                kernels.s8_table(fencedEntries.start, fenced.start, output, count)
            }
            #expect(output == input.map { entries[Int(UInt8(bitPattern: $0))] })
        }
    }

    @Test("rounds ties to even, keeps bounds, gives the greatest for NaN", arguments: [-128, -7, 0, 127] as [Int32])
    func quantize(zeroPoint: Int32) {
        var random = RandomNumbers(seed: 32)
        let bounds: (Int8, Int8) = zeroPoint == 0 ? (-100, 90) : (-128, 127)
        let rule = qk_s8_output(zero_point: zeroPoint, minimum: bounds.0, maximum: bounds.1, table: nil)
        for count in Self.counts {
            let special: [Float] = [0.5, 1.5, -0.5, -1.5, .infinity, -.infinity, .nan, 1e30, -1e30, -0.0, 300, -300]
            let input = Array((special + random.floats(count, in: -200...200)).prefix(count)).map { $0 * 4 }
            let fenced = FencedInput(input)
            let output = runIntegersEverywhere(outputCount: count, "\(count)") { kernels, output in
                kernels.s8_quantize(0.25, rule, fenced.start, output, count)
            }
            let exact = input.map { number -> Int8 in
                let real = number.isNaN ? Float.infinity : (number * 0.25).rounded(.toNearestOrEven)
                return Int8(min(max(real + Float(zeroPoint), Float(bounds.0)), Float(bounds.1)))
            }
            #expect(output == exact, "\(count)")
        }
    }

    @Test("dequantizes")
    func dequantize() {
        for count in Self.counts {
            let input: [Int8] = (0..<count).map { Int8(truncatingIfNeeded: $0 &* 37 &- 128) }
            let fenced = FencedInput(input)
            let output = runEverywhere(outputCount: count) { kernels, output in
                kernels.s8_dequantize(0.0371, -9, fenced.start, output, count)
            }
            #expect(output == input.map { Float(Int($0) + 9) * 0.0371 })
        }
    }
}
