import CKernels
import Testing

/// A matrix product with its operands, packed weights included.
struct GemmCase {
    let rows: Int
    let columns: Int
    let depth: Int
    let a: FencedInput<Float>
    let aStride: Int
    let packed: FencedInput<Float>
    let bias: FencedInput<Float>?
    let residual: FencedInput<Float>?
    let activation: qk_f32_activation
    /// The result in double precision.
    let exact: [Double]

    init(
        rows: Int, columns: Int, depth: Int, aGap: Int = 0, hasBias: Bool = true, hasResidual: Bool = false,
        activation: qk_f32_activation = .none, random: inout RandomNumbers
    ) {
        (self.rows, self.columns, self.depth) = (rows, columns, depth)
        aStride = depth + aGap
        let a = random.floats(max(0, rows * aStride - aGap))
        let weights = random.floats(columns * depth)
        let bias = hasBias ? random.floats(columns) : nil
        let residual = hasResidual ? random.floats(rows * columns) : nil
        self.a = FencedInput(a)
        var packed = [Float](repeating: .nan, count: qk_gemm_packed_elements(columns, depth))
        qk_kernels_scalar().pointee.f32_gemm_pack(
            columns, depth, weights, &packed, qk_range(0..<qk_gemm_panels(columns)))
        self.packed = FencedInput(packed)
        self.bias = bias.map(FencedInput.init)
        self.residual = residual.map(FencedInput.init)
        self.activation = activation
        var exact: [Double] = []
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = Double(bias?[column] ?? 0)
                for k in 0..<depth { sum += Double(a[row * aStride + k]) * Double(weights[column * depth + k]) }
                sum += Double(residual?[row * columns + column] ?? 0)
                exact.append(activation.exact(sum))
            }
        }
        self.exact = exact
    }

    /// The arguments for an output whose rows lie `columns + gap` apart.
    func arguments(output: UnsafeMutablePointer<Float>, gap: Int = 0) -> qk_f32_gemm {
        qk_f32_gemm(
            rows: rows, columns: columns, depth: depth, a: a.start, a_stride: aStride, b: packed.start,
            bias: bias?.start, residual: residual?.start, residual_stride: columns, c: output,
            c_stride: columns + gap, activation: activation)
    }
}

@Suite("f32_gemm")
struct GemmTests {
    @Test("agrees with the definition for every tile and tail")
    func shapes() {
        var random = RandomNumbers(seed: 3)
        let activations = qk_f32_activation.samples
        var number = 0
        for rows in Array(1...14) + [25, 30] {
            for columns in [1, 5, 8, 13, 16, 17, 24, 31, 32, 40, 48, 56, 63, 64, 70, 81] {
                for depth in [0, 1, 7, 24] {
                    number += 1
                    let gemm = GemmCase(
                        rows: rows, columns: columns, depth: depth, aGap: number % 3, hasBias: number % 4 != 0,
                        hasResidual: number % 5 == 0, activation: activations[number % activations.count],
                        random: &random)
                    let output = runEverywhere(outputCount: rows * columns, "\(rows)x\(columns)x\(depth)") {
                        kernels, output in
                        var arguments = gemm.arguments(output: output)
                        kernels.f32_gemm(&arguments, qk_range(0..<rows), qk_range(0..<qk_gemm_panels(columns)))
                    }
                    expectClose(output, gemm.exact, tolerance: 1e-5, "\(rows)x\(columns)x\(depth)")
                }
            }
        }
    }

    @Test("gives the same bits however the work is divided, and leaves the rest alone")
    func divisions() {
        var random = RandomNumbers(seed: 4)
        let (rows, columns, depth) = (29, 75, 33)
        let panels = qk_gemm_panels(columns)
        let gemm = GemmCase(
            rows: rows, columns: columns, depth: depth, activation: .init(QK_FUNCTION_SWISH), random: &random)
        let whole = runEverywhere(outputCount: rows * columns) { kernels, output in
            var arguments = gemm.arguments(output: output)
            kernels.f32_gemm(&arguments, qk_range(0..<rows), qk_range(0..<panels))
        }
        for (rowSplit, panelSplit) in [(0, 1), (1, 2), (6, 3), (17, 4), (28, 5)] {
            let parts = runEverywhere(outputCount: rows * columns, "split at \(rowSplit), \(panelSplit)") {
                kernels, output in
                var arguments = gemm.arguments(output: output)
                for rowRange in [0..<rowSplit, rowSplit..<rows] {
                    for panelRange in [0..<panelSplit, panelSplit..<panels] {
                        kernels.f32_gemm(&arguments, qk_range(rowRange), qk_range(panelRange))
                    }
                }
            }
            #expect(firstDifference(parts, whole) == nil)
        }
        for table in everyTable() {
            let output = GuardedOutput<Float>(count: rows * columns)
            var arguments = gemm.arguments(output: output.start)
            table.f32_gemm(&arguments, qk_range(5..<12), qk_range(2..<4))
            for row in 0..<rows {
                for column in 0..<columns {
                    let isInside = (5..<12).contains(row) && (32..<64).contains(column)
                    #expect(output.isWritten(row * columns + column) == isInside)
                }
            }
        }
    }

    @Test("is right where one chunk of rows ends and the next begins", arguments: [700, 1500])
    func chunks(depth: Int) {
        var random = RandomNumbers(seed: 5)
        let (rows, columns) = (101, 18)
        let gemm = GemmCase(rows: rows, columns: columns, depth: depth, random: &random)
        let output = runEverywhere(outputCount: rows * columns) { kernels, output in
            var arguments = gemm.arguments(output: output)
            kernels.f32_gemm(&arguments, qk_range(0..<rows), qk_range(0..<2))
        }
        expectClose(output, gemm.exact, tolerance: 1e-4)
    }

    @Test("adds a residual that is the output itself")
    func residualInPlace() {
        var random = RandomNumbers(seed: 6)
        let (rows, columns, depth) = (13, 37, 9)
        let gemm = GemmCase(rows: rows, columns: columns, depth: depth, hasResidual: true, random: &random)
        let apart = runEverywhere(outputCount: rows * columns) { kernels, output in
            var arguments = gemm.arguments(output: output)
            kernels.f32_gemm(&arguments, qk_range(0..<rows), qk_range(0..<3))
        }
        let inPlace = runEverywhere(outputCount: rows * columns) { kernels, output in
            if let residual = gemm.residual { output.update(from: residual.start, count: rows * columns) }
            var arguments = gemm.arguments(output: output)
            arguments.residual = UnsafePointer(output)
            kernels.f32_gemm(&arguments, qk_range(0..<rows), qk_range(0..<3))
        }
        #expect(firstDifference(apart, inPlace) == nil)
    }

    @Test("writes rows apart and nothing between them")
    func outputStride() {
        var random = RandomNumbers(seed: 7)
        let (rows, columns, depth, gap) = (11, 21, 6, 4)
        let gemm = GemmCase(rows: rows, columns: columns, depth: depth, random: &random)
        for table in everyTable() {
            let output = GuardedOutput<Float>(count: rows * (columns + gap))
            var arguments = gemm.arguments(output: output.start, gap: gap)
            table.f32_gemm(&arguments, qk_range(0..<rows), qk_range(0..<2))
            for row in 0..<rows {
                for column in 0..<(columns + gap) {
                    #expect(output.isWritten(row * (columns + gap) + column) == (column < columns))
                }
            }
        }
    }
}

@Suite("f32_gemm_pack")
struct GemmPackTests {
    @Test("lays panels out and fills the last one with zeros")
    func layout() {
        var random = RandomNumbers(seed: 8)
        for (columns, depth) in [(1, 1), (16, 8), (16, 5), (33, 19), (48, 32), (20, 0)] {
            let weights = random.floats(columns * depth)
            let fenced = FencedInput(weights)
            let panels = qk_gemm_panels(columns)
            let packed = runEverywhere(outputCount: qk_gemm_packed_elements(columns, depth)) { kernels, output in
                let middle = panels / 2
                kernels.f32_gemm_pack(columns, depth, fenced.start, output, qk_range(0..<middle))
                kernels.f32_gemm_pack(columns, depth, fenced.start, output, qk_range(middle..<panels))
            }
            for panel in 0..<panels {
                for k in 0..<depth {
                    for lane in 0..<Int(QK_PANEL_COLUMNS) {
                        let column = panel * Int(QK_PANEL_COLUMNS) + lane
                        let expected = column < columns ? weights[column * depth + k] : 0
                        #expect(packed[(panel * depth + k) * Int(QK_PANEL_COLUMNS) + lane] == expected)
                    }
                }
            }
        }
    }
}

@Suite("f32_gemm_scale")
struct GemmScaleTests {
    @Test("multiplies each row of a panel by its factor")
    func factors() {
        var random = RandomNumbers(seed: 9)
        for (columns, depth) in [(1, 1), (16, 8), (33, 19), (20, 0)] {
            let packed = random.floats(qk_gemm_packed_elements(columns, depth))
            let factors = random.floats(depth)
            let (fencedPacked, fencedFactors) = (FencedInput(packed), FencedInput(factors))
            let scaled = runEverywhere(outputCount: packed.count) { kernels, output in
                let (middle, panels) = (qk_gemm_panels(columns) / 2, qk_gemm_panels(columns))
                for range in [0..<middle, middle..<panels] {
                    kernels.f32_gemm_scale(
                        columns, depth, fencedPacked.start, fencedFactors.start, output, qk_range(range))
                }
            }
            for (index, value) in scaled.enumerated() {
                #expect(value == packed[index] * factors[index / Int(QK_PANEL_COLUMNS) % depth])
            }
        }
    }
}
