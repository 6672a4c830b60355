import Engine
import ModelIR
import Testing

/// Small cases whose results follow from the scales by hand; fixtures compare every operator with LiteRT.
@Suite struct IntegerOperatorTests {
    /// Runs one operator on int8 inputs that all have the scale 0.5 and the zero point 10; so has the output.
    private func run(
        _ op: Operator, _ inputs: [Tensor], output: Quantization = Quantization(scales: [0.5], zeroPoints: [10])
    ) throws -> [Int8] {
        var graph = Graph()
        var given: [String: Tensor] = [:]
        let values = inputs.enumerated().map { index, tensor in
            let value = graph.addInput("x\(index)", type: tensor.type, shape: Shape(tensor.shape))
            graph[value].quantization = Quantization(scales: [0.5], zeroPoints: [10])
            given["x\(index)"] = tensor
            return value
        }
        let result = try graph.append(op, values, name: "y", layer: "layer")
        graph[result].quantization = output
        graph.outputs = [Port(name: "y", value: result)]
        let tensor = try #require(try Session(model: Model(graph: graph)).run(given)["y"])
        return tensor.data.elements(as: Int8.self)
    }

    @Test func addsRealNumbers() throws {
        // 0.5 * (12 - 10) + 0.5 * (20 - 10) = 6 = 0.5 * (22 - 10)
        let sum = try run(
            .binary(Binary(.add)), [Tensor(shape: [2], [Int8(12), 100]), Tensor(shape: [2], [Int8(20), 110])])
        #expect(sum == [22, 127])
    }

    @Test func clampsToTheActivation() throws {
        // 0 is 10, and 6 is 22.
        let product = try run(
            .binary(Binary(.mul, activation: .relu6)),
            [Tensor(shape: [3], [Int8(14), 14, 6]), Tensor(shape: [3], [Int8(16), 100, 16])])
        #expect(product == [22, 22, 10])
    }

    @Test func averagesOnlyWhatIsInside() throws {
        let pool = Pool2D(kind: .average, window: Pair(2), strides: Pair(2), padding: .same)
        #expect(try run(.pool2D(pool), [Tensor(shape: [1, 1, 3, 1], [Int8(3), 4, -9])]) == [4, -9])
    }

    @Test func roundsMeansOnce() throws {
        let mean = Reduce(.mean, axes: [0, 2], keepsDimensions: false)
        // 0.5 * (2.25 - 10) / 0.25 + 12 = -3.5, of which the even neighbour is -4.
        let result = try run(
            .reduce(mean), [Tensor(shape: [2, 1, 2], [Int8(1), 2, 3, 3])],
            output: Quantization(scales: [0.25], zeroPoints: [12]))
        #expect(result == [-4])
    }

    @Test func namesWhatItCannotRun() throws {
        let x = Tensor(shape: [1], [Int16(1)])
        let error = #expect(throws: EngineError.self) { try run(.binary(Binary(.add)), [x, x]) }
        #expect(error?.code == .unsupported)
        #expect(error?.description.contains("ADD of layer 'layer'") == true)
        #expect(error?.description.contains("int16") == true)
        let sine = #expect(throws: EngineError.self) { try run(.unary(Unary(.sin)), [Tensor(shape: [1], [Int8(1)])]) }
        #expect(sine?.description.contains("SIN of layer 'layer'") == true)
    }

    @Test func refusesScalesThatLiteRTRefuses() throws {
        let error = #expect(throws: EngineError.self) {
            try run(.softmax(Softmax()), [Tensor(shape: [1, 2], [Int8(1), 2])])
        }
        #expect(error?.code == .invalidModel)
    }
}
