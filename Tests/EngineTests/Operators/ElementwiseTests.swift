import Engine
import ModelIR
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct ElementwiseTests {
    struct Case {
        var function: Unary.Function
        var range: ClosedRange<Float> = -8...8
        var reference: @Sendable (Double) -> Double
    }

    static let cases = [
        Case(function: .relu) { max($0, 0) },
        Case(function: .relu6) { min(max($0, 0), 6) },
        Case(function: .reluN1To1) { min(max($0, -1), 1) },
        Case(function: .relu0To1) { min(max($0, 0), 1) },
        Case(function: .leakyRelu(alpha: 0.3)) { $0 >= 0 ? $0 : Double(Float(0.3)) * $0 },
        Case(function: .elu) { $0 >= 0 ? $0 : expm1($0) },
        Case(function: .gelu(isApproximate: false)) { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) },
        Case(function: .gelu(isApproximate: true)) {
            0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
        },
        Case(function: .hardSwish) { $0 * min(max($0 + 3, 0), 6) / 6 },
        Case(function: .logistic, range: -30...30) { 1 / (1 + exp(-$0)) },
        Case(function: .tanh) { tanh($0) },
        Case(function: .exp) { exp($0) },
        Case(function: .log, range: 1e-3...100) { log($0) },
        Case(function: .sqrt, range: 0...100) { $0.squareRoot() },
        Case(function: .rsqrt, range: 0.1...100) { 1 / $0.squareRoot() },
        Case(function: .square) { $0 * $0 },
        Case(function: .abs) { abs($0) },
        Case(function: .neg) { -$0 },
        Case(function: .sin) { sin($0) },
        Case(function: .cos) { cos($0) },
        Case(function: .floor) { $0.rounded(.down) },
        Case(function: .ceil) { $0.rounded(.up) },
        Case(function: .round) { $0.rounded(.toNearestOrEven) },
        Case(function: .sign) { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
    ]

    @Test(arguments: cases.indices) func function(_ index: Int) throws {
        let test = Self.cases[index]
        var random = Seeded(UInt64(index))
        for count in [1, 7, 33, 3000] {
            var elements = random.floats(count, in: test.range)
            // The exact bounds and halves, where functions change.
            for (position, special) in ([0, 0.5, 1.5, -0.5, -2.5, 1, 6, 3, -3] as [Float]).enumerated()
            where position < count && test.range.contains(special) {
                elements[position] = special
            }
            let expected = elements.map { Float(test.reference(Double($0))) }
            let worst = try deviation(
                of: .unary(Unary(test.function)), inputs: [Grid([1, count], elements)],
                from: [Grid([1, count], expected)])
            #expect(worst < 2e-6, "\(test.function)")
        }
    }
}

@Suite struct BinaryTests {
    private func reference(_ function: Binary.Function, _ a: Float, _ b: Float) -> Float {
        switch function {
        case .add: a + b
        case .sub: a - b
        case .mul: a * b
        case .div: a / b
        case .maximum: max(a, b)
        case .minimum: min(a, b)
        case .pow: pow(a, b)
        case .squaredDifference: (a - b) * (a - b)
        }
    }

    private func broadcast(_ a: Grid, _ b: Grid, _ function: (Float, Float) -> Float) throws -> Grid {
        let shape = try Shape(a.shape).broadcast(with: Shape(b.shape)).dimensions
        func element(_ grid: Grid, _ index: [Int]) -> Float {
            grid[zip(index.suffix(grid.shape.count), grid.shape).map { $1 == 1 ? 0 : $0 }]
        }
        return Grid.make(shape) { function(element(a, $0), element(b, $0)) }
    }

    static let shapes: [([Int], [Int])] = [
        ([3, 5], [3, 5]), ([2, 3, 4, 17], [2, 3, 4, 17]), ([2, 3, 4, 17], [17]), ([2, 3, 4, 17], [1]),
        ([1], [2, 9]), ([2, 3, 4, 17], [2, 1, 1, 17]), ([2, 3, 4, 17], [2, 3, 4, 1]), ([2, 3, 4, 5], [1, 3, 1, 5]),
        ([2, 1, 4], [1, 3, 1]), ([4, 1], [1, 5]), ([2, 9, 7, 3], [1, 1, 1, 3]), ([3, 4, 30, 2], [2]),
        ([2, 3, 40, 2], [3, 1, 2]),
        ([70, 2], [1, 1, 2]), ([2, 3, 1, 2, 1, 3], [1, 3, 2, 1, 2, 3]), ([40, 40, 3], [3]),
    ]

    @Test(arguments: Binary.Function.allCases, shapes.indices) func function(
        _ function: Binary.Function, _ index: Int
    ) throws {
        var random = Seeded(7)
        let (first, second) = Self.shapes[index]
        let a = Grid(first, random.floats(first.reduce(1, *), in: 0.5...3))
        let b = Grid(second, random.floats(second.reduce(1, *), in: 0.5...3))
        let expected = try broadcast(a, b) { reference(function, $0, $1) }
        let op = Operator.binary(Binary(function))
        #expect(try deviation(of: op, inputs: [a, b], from: [expected]) < 2e-6)
        #expect(try deviation(of: op, inputs: [a], constants: [b], from: [expected]) < 2e-6)
    }

    @Test func activation() throws {
        let a = Grid([4], [-3, 0.5, 4, 9])
        let b = Grid([1], [1])
        let op = Operator.binary(Binary(.add, activation: .relu6))
        #expect(try deviation(of: op, inputs: [a], constants: [b], from: [Grid([4], [0, 1.5, 5, 6])]) == 0)
    }

    @Test func prelu() throws {
        var random = Seeded(8)
        let input = Grid([2, 3, 3, 10], random.floats(180))
        for shape in [[10], [1, 1, 10], [3, 3, 10]] {
            let alpha = Grid(shape, random.floats(shape.reduce(1, *)))
            let expected = try broadcast(input, alpha) { $0 >= 0 ? $0 : $0 * $1 }
            #expect(try deviation(of: .prelu(PReLU()), inputs: [input], constants: [alpha], from: [expected]) == 0)
        }
    }

    @Test func integersAreRefused() throws {
        let model = try Model(
            graph: graph(of: .binary(Binary(.add)), inputs: [Shape([2]), Shape([2])], type: .int32))
        let error = #expect(throws: EngineError.self) { _ = try Session(model: model) }
        #expect(
            error?.description
                == "ADD of layer 'layer': the engine computes this on float32 only, not on int32, int32, int32")
    }
}
