import Engine
import ModelIR
import Testing

@Suite struct FullyConnectedTests {
    @Test(arguments: [1, 2, 7, 50], [1, 5, 33, 100]) func product(_ rows: Int, _ depth: Int) throws {
        var random = Seeded(1)
        for columns in [1, 16, 35] {
            let input = Grid([rows, depth], random.floats(rows * depth))
            let kernel = Grid([columns, depth], random.floats(columns * depth))
            let bias = Grid([columns], random.floats(columns))
            for activation in [FusedActivation.none, .relu6] {
                let expected = Grid.make([rows, columns]) { index in
                    let sum = (0..<depth).reduce(Double(bias.elements[index[1]])) {
                        $0 + Double(input[[index[0], $1]] * kernel[[index[1], $1]])
                    }
                    return min(max(Float(sum), activation.range.lowerBound), activation.range.upperBound)
                }
                let worst = try deviation(
                    of: .fullyConnected(FullyConnected(activation: activation)), inputs: [input],
                    constants: [kernel, bias], from: [expected], isBatchFree: true)
                #expect(worst < 2e-5)
            }
        }
    }

    @Test func keepsDimensions() throws {
        let input = Grid([2, 3, 2], (0..<12).map { Float($0) })
        let kernel = Grid([1, 2], [1, 10])
        let expected = Grid([2, 3, 1], (0..<6).map { Float(2 * $0) + 10 * Float(2 * $0 + 1) })
        let worst = try deviation(
            of: .fullyConnected(FullyConnected(keepsDimensions: true)), inputs: [input], constants: [kernel],
            from: [expected])
        #expect(worst == 0)
    }

    /// The kernel may be computed by the model itself.
    @Test func variableKernel() throws {
        let input = Grid([2, 2], [1, 2, 3, 4])
        let kernel = Grid([3, 2], [1, 0, 0, 1, 1, 1])
        let expected = Grid([2, 3], [1, 2, 3, 3, 4, 7])
        let worst = try deviation(of: .fullyConnected(FullyConnected()), inputs: [input, kernel], from: [expected])
        #expect(worst == 0)
    }
}
