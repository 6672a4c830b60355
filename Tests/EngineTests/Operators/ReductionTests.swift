import Engine
import ModelIR
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct ReductionTests {
    static let axes = [[], [0], [1], [2], [3], [1, 2], [0, 2], [1, 3], [2, 3], [0, 1, 3], [0, 1, 2, 3]]

    @Test(arguments: Reduce.Function.allCases, axes) func reduce(_ function: Reduce.Function, _ axes: [Int]) throws {
        var random = Seeded(1)
        let input = Grid([2, 3, 5, 67], random.floats(2 * 3 * 5 * 67, in: 0.9...1.1))
        let kept = input.shape.enumerated().map { axes.contains($0) ? 1 : $1 }
        var parts: [[Int]: [Double]] = [:]
        for index in input.indices {
            parts[index.enumerated().map { axes.contains($0) ? 0 : $1 }, default: []].append(Double(input[index]))
        }
        let expected = Grid.make(kept) { index in
            let elements = parts[index] ?? []
            return switch function {
            case .mean: Float(elements.reduce(0, +) / Double(elements.count))
            case .sum: Float(elements.reduce(0, +))
            case .max: Float(elements.max() ?? .nan)
            case .min: Float(elements.min() ?? .nan)
            case .product: Float(elements.reduce(1, *))
            }
        }
        for keepsDimensions in [true, false] {
            var result = expected
            if !keepsDimensions {
                result.shape = input.shape.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
            }
            let op = Operator.reduce(Reduce(function, axes: axes, keepsDimensions: keepsDimensions))
            #expect(try deviation(of: op, inputs: [input], from: [result]) < 2e-6 * Float(max(1, axes.count * 10)))
        }
    }
}

@Suite struct SoftmaxTests {
    @Test(arguments: [1, 3, 8, 33], [false, true]) func rows(_ columns: Int, _ isLogarithm: Bool) throws {
        var random = Seeded(2)
        for beta in isLogarithm ? [1] : [1, 0.5] as [Float] {
            let input = Grid([2, 3, columns], random.floats(6 * columns, in: -90...90))
            let expected = Grid.make(input.shape) { index in
                let row = (0..<columns).map { Double(beta) * Double(input[[index[0], index[1], $0]]) }
                let largest = row.max() ?? 0
                let sum = row.reduce(0) { $0 + exp($1 - largest) }
                let shifted = row[index[2]] - largest
                return Float(isLogarithm ? shifted - log(sum) : exp(shifted) / sum)
            }
            let op = isLogarithm ? Operator.logSoftmax(LogSoftmax()) : .softmax(Softmax(beta: beta))
            #expect(try deviation(of: op, inputs: [input], from: [expected]) < 1e-5)
        }
    }
}
