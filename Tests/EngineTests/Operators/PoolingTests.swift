import Engine
import ModelIR
import Testing

@Suite struct PoolingTests {
    @Test(arguments: Pool2D.Kind.allCases, Padding.allCases) func window(
        _ kind: Pool2D.Kind, _ padding: Padding
    ) throws {
        var random = Seeded(1)
        for image in [[2, 2], [5, 7]] {
            for window in [Pair(1), Pair(2), Pair(height: 2, width: 1), Pair(3)] {
                for strides in [Pair.one, Pair(2), Pair(height: 3, width: 1)] {
                    if padding == .valid && (window.height > image[0] || window.width > image[1]) { continue }
                    let input = Grid([2] + image + [9], random.floats(2 * image.reduce(9, *)))
                    let rows = try WindowAxis(
                        inputSize: image[0], window: window.height, stride: strides.height, padding: padding)
                    let columns = try WindowAxis(
                        inputSize: image[1], window: window.width, stride: strides.width, padding: padding)
                    let expected = Grid.make([2, rows.outputSize, columns.outputSize, 9]) { index in
                        var inside: [Float] = []
                        for i in 0..<window.height {
                            for j in 0..<window.width {
                                let y = index[1] * strides.height + i - rows.padBefore
                                let x = index[2] * strides.width + j - columns.padBefore
                                guard (0..<image[0]).contains(y), (0..<image[1]).contains(x) else { continue }
                                inside.append(input[[index[0], y, x, index[3]]])
                            }
                        }
                        return switch kind {
                        case .average: inside.reduce(0, +) / Float(inside.count)
                        case .max: inside.max() ?? -.infinity
                        }
                    }
                    let op = Operator.pool2D(Pool2D(kind: kind, window: window, strides: strides, padding: padding))
                    #expect(try deviation(of: op, inputs: [input], from: [expected], isBatchFree: true) < 1e-6)
                }
            }
        }
    }
}
