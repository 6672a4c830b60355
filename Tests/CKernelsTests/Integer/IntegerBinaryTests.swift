import CKernels
import Testing

@Suite("s8_binary")
struct IntegerBinaryTests {
    static let functions = (0..<UInt32(QK_S8_BINARY_COUNT)).map { qk_s8_binary_function(rawValue: $0) }

    /// Sizes of the output and the strides of both inputs.
    static let shapes: [(sizes: [Int], a: [Int], b: [Int])] = [
        ([1], [1], [1]), ([31], [1], [1]), ([200], [1], [1]), ([200], [1], [0]), ([200], [0], [1]), ([70], [0], [0]),
        ([5, 40], [40, 1], [0, 1]), ([5, 40], [0, 1], [40, 1]), ([5, 40], [40, 1], [1, 0]),
        ([3, 33], [1, 3], [33, 1]),
        ([2, 3, 4, 24], [288, 96, 24, 1], [24, 0, 0, 1]), ([4, 1, 17], [17, 0, 1], [0, 0, 1]),
    ]

    @Test("agrees with the definition", arguments: functions)
    func shapes(function: qk_s8_binary_function) {
        var random = RandomNumbers(seed: 33)
        let pairs: [Int8] = random.integers(Int(QK_PAIR_ELEMENTS))
        let table: [Int8] = random.integers(Int(QK_TABLE_ELEMENTS))
        let (fencedPairs, fencedTable) = (FencedInput(pairs), FencedInput(table))
        for (number, shape) in Self.shapes.enumerated() {
            let hasTable = number % 3 == 2
            var rule = qk_s8_binary_rule()
            rule.function = function
            (rule.a_multiplier, rule.b_multiplier) = (1_040_001, number % 2 == 0 ? 700_003 : -500_009)
            (rule.bias, rule.shift) = (1 << 19 - 70_000_000, 20)
            (rule.a_zero_point, rule.b_zero_point) = (-17, 93)
            rule.multiplier = 0.011
            rule.pairs = fencedPairs.start
            rule.output = qk_s8_output(
                zero_point: [0, -128, 44][number % 3], minimum: number % 2 == 0 ? -128 : -90,
                maximum: number % 4 == 0 ? 127 : 101, table: hasTable ? fencedTable.start : nil)
            let fencedA = FencedInput(random.integers(600) as [Int8])
            let fencedB = FencedInput(random.integers(600) as [Int8])
            let count = shape.sizes.reduce(1, *)
            let (sizes, aStrides, bStrides) = (HeldIntegers(shape.sizes), HeldIntegers(shape.a), HeldIntegers(shape.b))
            for split in [0, count / 2, count / 3 + 1] {
                let output = runIntegersEverywhere(outputCount: count, "\(shape)") { kernels, output in
                    var arguments = qk_s8_binary(
                        rule: rule, rank: shape.sizes.count, sizes: sizes.start, a: fencedA.start,
                        a_strides: aStrides.start, b: fencedB.start, b_strides: bStrides.start, c: output)
                    kernels.s8_binary(&arguments, qk_range(0..<min(split, count)))
                    kernels.s8_binary(&arguments, qk_range(min(split, count)..<count))
                }
                let exact = (0..<count).map { element -> Int8 in
                    var (rest, x, y) = (element, 0, 0)
                    for axis in shape.sizes.indices.reversed() {
                        x += rest % shape.sizes[axis] * shape.a[axis]
                        y += rest % shape.sizes[axis] * shape.b[axis]
                        rest /= shape.sizes[axis]
                    }
                    let plain = exactResult(rule, pairs, fencedA.start[x], fencedB.start[y])
                    return hasTable ? table[Int(UInt8(bitPattern: plain))] : plain
                }
                #expect(output == exact, "\(shape)")
            }
        }
    }

    /// Kernels take the multipliers apart: the greatest ones, and those with all or none of the bits of a part.
    @Test(
        "adds all pairs exactly",
        arguments: [
            (1 << 21, 1 << 21), (1 << 20, 255), (1 << 20 + 255, -1), (-255, 1 << 20 - 256), (0, -1 << 20 - 255),
        ])
    func pairs(multipliers: (a: Int, b: Int)) {
        let all = (0..<1 << 16).map { ($0 >> 8, $0 & 0xFF) }
        let fencedA = FencedInput(all.map { Int8(truncatingIfNeeded: $0.0) })
        let fencedB = FencedInput(all.map { Int8(truncatingIfNeeded: $0.1) })
        let (sizes, strides) = (HeldIntegers([all.count]), HeldIntegers([1]))
        for shift in [13, 20, 30] as [Int32] {
            var rule = qk_s8_binary_rule()
            rule.function = QK_S8_BINARY_ADD
            (rule.a_multiplier, rule.b_multiplier) = (Int32(multipliers.a), Int32(multipliers.b))
            (rule.bias, rule.shift) = (1 << (shift - 1) - 3_000_001, shift)
            rule.output = qk_s8_output(zero_point: -9, minimum: -128, maximum: 127, table: nil)
            let output = runIntegersEverywhere(outputCount: all.count, "shift \(shift)") { kernels, output in
                var arguments = qk_s8_binary(
                    rule: rule, rank: 1, sizes: sizes.start, a: fencedA.start, a_strides: strides.start,
                    b: fencedB.start, b_strides: strides.start, c: output)
                kernels.s8_binary(&arguments, qk_range(0..<all.count))
            }
            let exact = (0..<all.count).map { exactResult(rule, [], fencedA.start[$0], fencedB.start[$0]) }
            #expect(output == exact, "shift \(shift)")
        }
    }

    private func exactResult(_ rule: qk_s8_binary_rule, _ pairs: [Int8], _ a: Int8, _ b: Int8) -> Int8 {
        func bounded(_ result: Int) -> Int8 {
            Int8(min(max(result + Int(rule.output.zero_point), Int(rule.output.minimum)), Int(rule.output.maximum)))
        }
        switch rule.function {
        case QK_S8_BINARY_ADD:
            let sum = Int(a) * Int(rule.a_multiplier) + Int(b) * Int(rule.b_multiplier) + Int(rule.bias)
            return bounded(sum >> Int(rule.shift))
        case QK_S8_BINARY_MUL:
            let product = (Int(a) - Int(rule.a_zero_point)) * (Int(b) - Int(rule.b_zero_point))
            return bounded(Int((Float(product) * rule.multiplier).rounded(.toNearestOrEven)))
        case QK_S8_BINARY_MAXIMUM: return max(a, b)
        case QK_S8_BINARY_MINIMUM: return min(a, b)
        default: return pairs[Int(UInt8(bitPattern: a)) * 256 + Int(UInt8(bitPattern: b))]
        }
    }
}
