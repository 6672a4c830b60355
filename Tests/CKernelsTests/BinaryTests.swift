import CKernels
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("f32_binary")
struct BinaryTests {
    static let functions = (0..<UInt32(QK_BINARY_COUNT)).map { qk_binary_function(rawValue: $0) }

    /// Sizes of the output, and of each input with 1 where it is broadcast.
    static let shapes: [(sizes: [Int], a: [Int], b: [Int])] = [
        ([], [], []), ([1], [1], [1]), ([37], [37], [37]), ([37], [37], [1]), ([37], [1], [37]),
        ([4, 5, 19], [4, 5, 19], [1, 1, 19]), ([2, 30, 16], [2, 30, 16], [2, 1, 16]),
        ([2, 3, 4, 8], [2, 3, 4, 8], [2, 1, 1, 8]), ([3, 6], [3, 1], [1, 6]), ([3, 6], [3, 6], [3, 1]),
        ([2, 3, 2, 3, 2, 9], [2, 1, 2, 3, 1, 9], [1, 3, 2, 1, 2, 9]), ([4, 1, 3], [4, 1, 3], [1, 1, 3]),
    ]

    static func strides(of sizes: [Int]) -> [Int] {
        var stride = 1
        var strides: [Int] = []
        for size in sizes.reversed() {
            strides.insert(size == 1 ? 0 : stride, at: 0)
            stride *= size
        }
        return strides
    }

    static func exact(_ function: qk_binary_function, _ a: Double, _ b: Double) -> Double {
        switch function {
        case QK_BINARY_ADD: a + b
        case QK_BINARY_SUB: a - b
        case QK_BINARY_MUL: a * b
        case QK_BINARY_DIV: a / b
        case QK_BINARY_MAXIMUM: max(a, b)
        case QK_BINARY_MINIMUM: min(a, b)
        case QK_BINARY_POW: pow(a, b)
        case QK_BINARY_SQUARED_DIFFERENCE: (a - b) * (a - b)
        case QK_BINARY_PRELU: a >= 0 ? a : a * b
        default: fatalError("function \(function.rawValue) has no definition here")
        }
    }

    @Test("agrees with the definition for every broadcast and division of the work", arguments: functions)
    func shapes(function: qk_binary_function) {
        var random = RandomNumbers(seed: 13)
        for (number, (sizes, aSizes, bSizes)) in Self.shapes.enumerated() {
            let count = sizes.reduce(1, *)
            let isPower = function == QK_BINARY_POW
            let a = random.floats(aSizes.reduce(1, *), in: isPower ? 0.1...3 : -2...2)
            let b = random.floats(bSizes.reduce(1, *), in: function == QK_BINARY_DIV ? 0.5...2 : -2...2)
            let (fencedA, fencedB) = (FencedInput(a), FencedInput(b))
            let (aStrides, bStrides) = (Self.strides(of: aSizes), Self.strides(of: bSizes))
            let (heldSizes, heldAStrides, heldBStrides) =
                (HeldIntegers(sizes), HeldIntegers(aStrides), HeldIntegers(bStrides))
            let activation = qk_f32_activation.samples[number % qk_f32_activation.samples.count]
            let what = "function \(function.rawValue), \(aSizes) and \(bSizes)"
            for split in [0, count / 2, count / 3 + 1] {
                let output = runEverywhere(outputCount: count, what) { kernels, output in
                    var arguments = qk_f32_binary(
                        function: function, rank: sizes.count, sizes: heldSizes.start, a: fencedA.start,
                        a_strides: heldAStrides.start, b: fencedB.start, b_strides: heldBStrides.start, c: output,
                        activation: activation)
                    let split = min(split, count)
                    kernels.f32_binary(&arguments, qk_range(0..<split))
                    kernels.f32_binary(&arguments, qk_range(split..<count))
                }
                let exact = (0..<count).map { element in
                    var (rest, x, y) = (element, 0, 0)
                    for axis in sizes.indices.reversed() {
                        x += rest % sizes[axis] * aStrides[axis]
                        y += rest % sizes[axis] * bStrides[axis]
                        rest /= sizes[axis]
                    }
                    return activation.exact(Self.exact(function, Double(a[x]), Double(b[y])))
                }
                expectClose(output, exact, tolerance: 2e-6, what)
            }
        }
    }

    @Test("keeps NaN from either side", arguments: functions)
    func nan(function: qk_binary_function) {
        let a: [Float] = [.nan, 1, .nan, 2] + [Float](repeating: 3, count: 8)
        let b: [Float] = [1, .nan, .nan, 2] + [Float](repeating: 3, count: 8)
        let (fencedA, fencedB) = (FencedInput(a), FencedInput(b))
        let (size, stride) = (HeldIntegers([a.count]), HeldIntegers([1]))
        let output = runEverywhere(outputCount: a.count) { kernels, output in
            var arguments = qk_f32_binary(
                function: function, rank: 1, sizes: size.start, a: fencedA.start, a_strides: stride.start,
                b: fencedB.start, b_strides: stride.start, c: output, activation: .none)
            kernels.f32_binary(&arguments, qk_range(0..<a.count))
        }
        #expect(output[0].isNaN)
        // 1 to any power is 1; PRELU does not look at the slope of a positive number.
        if function != QK_BINARY_POW && function != QK_BINARY_PRELU { #expect(output[1].isNaN) }
        #expect(output[2].isNaN)
        #expect(!output[3].isNaN)
    }
}
