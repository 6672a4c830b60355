import Engine
import ModelIR
import Testing

/// CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED on int8. LiteRT's own numbers are in IntegerConformanceTests.
@Suite struct IntegerConvolutionTests {
    /// A layer and the scales of what it reads and makes.
    private struct Layer {
        var op: Operator
        var input: Shape
        var kernel: (shape: [Int], weights: [Int8])
        var kernelScales = Quantization(scales: [0.25], zeroPoints: [0])
        var bias: [Int32]?
        var inputScale = Quantization(scales: [0.5], zeroPoints: [10])
        var outputScale = Quantization(scales: [0.125], zeroPoints: [-3])

        func model() throws -> Model {
            var graph = Graph()
            var inputs = [graph.addInput("x", type: .int8, shape: input)]
            inputs.append(graph.addConstant("kernel", shape: kernel.shape, TensorData(kernel.weights)))
            if let bias { inputs.append(graph.addConstant("bias", shape: [bias.count], TensorData(bias))) }
            let output = try graph.append(op, inputs, name: "y", layer: "layer")
            graph[inputs[0]].quantization = inputScale
            graph[inputs[1]].quantization = kernelScales
            graph[output].quantization = outputScale
            graph.outputs = [Port(name: "y", value: output)]
            return try Model(graph: graph)
        }

        /// The results, which every setting must agree on.
        func results(_ elements: [Int8], batch: Int = 1) throws -> [Int8] {
            let model = try model()
            let shape = [batch] + input.dimensions.dropFirst()
            var results: Set<[Int8]> = []
            for setting in Setting.all {
                let session = try setting.session(model)
                let output = try session.run(["x": Tensor(shape: shape, elements)])["y"]
                results.insert(try #require(output).data.elements(as: Int8.self))
            }
            #expect(results.count == 1)
            return try #require(results.first)
        }
    }

    /// Products of 0.5 and 0.25 are exactly steps of 0.125, so that results are the sums less 3.
    @Test func paddingStandsForZero() throws {
        let layer = Layer(
            op: .conv2D(Conv2D(padding: .same)), input: Shape([1, 2, 2, 1]),
            kernel: ([1, 3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]), bias: [100])
        // Less the zero point: 1, 0; -2, 3.
        let sums: [Int8] = [5 - 8 * 2 + 9 * 3, 4 - 7 * 2 + 8 * 3, 2 - 5 * 2 + 6 * 3, 1 - 4 * 2 + 5 * 3]
        #expect(try layer.results([11, 10, 8, 13]) == sums.map { $0 + 97 })
    }

    @Test func scalesOfChannels() throws {
        let layer = Layer(
            op: .conv2D(Conv2D(padding: .valid, activation: .relu6)), input: Shape([1, 1, 1, 2]),
            kernel: ([4, 1, 1, 2], [1, 1, 1, 1, -1, -1, 127, 127]),
            kernelScales: Quantization(scales: [0.25, 0.125, 0.25, 0.25], zeroPoints: [0, 0, 0, 0], axis: 0),
            bias: [0, 1, 0, 0])
        // 5 and 6 steps of input: 11 steps of output; (11 + 1) / 2; below zero; 6 is 48 steps above zero.
        #expect(try layer.results([15, 16]) == [8, 3, -3, 45])
    }

    @Test func halvesGoToTheEvenNeighbour() throws {
        let layer = Layer(
            op: .fullyConnected(FullyConnected()), input: Shape([1, 1]), kernel: ([6, 1], [1, 3, 5, -1, -3, -5]),
            kernelScales: Quantization(scales: [0.125], zeroPoints: [0]),
            outputScale: Quantization(scales: [0.125], zeroPoints: [0]))
        #expect(try layer.results([11]) == [0, 2, 2, 0, -2, -2])
    }

    @Test func depthwiseChannels() throws {
        let layer = Layer(
            op: .depthwiseConv2D(DepthwiseConv2D(padding: .valid, depthMultiplier: 2)), input: Shape([1, 2, 1, 2]),
            kernel: ([1, 2, 1, 4], [1, 2, 3, 4, 10, 20, 30, 40]),
            kernelScales: Quantization(scales: [0.25, 0.25, 0.25, 0.125], zeroPoints: [0, 0, 0, 0], axis: 3),
            bias: [0, 0, 0, 7])
        // Less the zero point: channels 1, 2 above -1, 1. Sums -9, -18, 36, 55; the last counts half.
        #expect(try layer.results([11, 12, 9, 11]) == [-12, -21, 33, 25])
    }

    /// As files have them that were made of uint8.
    @Test func weightsWithAZeroPoint() throws {
        var layer = Layer(
            op: .fullyConnected(FullyConnected()), input: Shape([1, 3], isBatchFree: true),
            kernel: ([2, 3], [-128, 127, 0, 5, 6, 7]), kernelScales: Quantization(scales: [0.25], zeroPoints: [5]),
            outputScale: Quantization(scales: [1], zeroPoints: [0]))
        let weights = [[-133, 122, -5], [0, 1, 2]]
        let rows = [[1, 2, 3], [-1, 0, 4]]
        var results: [Int8] = []
        for row in rows {
            for column in weights {
                let sum = zip(row, column).reduce(0) { $0 + $1.0 * $1.1 }
                results.append(Int8((Double(sum) / 8).rounded(.toNearestOrEven)))
            }
        }
        #expect(try layer.results([11, 12, 13, 9, 10, 14], batch: 2) == results)
        #expect(try layer.results([11, 12, 13]) == Array(results[..<2]))
        layer.op = .conv2D(Conv2D(padding: .valid))
        layer.input = Shape([1, 1, 2, 3])
        layer.kernel.shape = [2, 1, 1, 3]
        layer.bias = [0, 0]
        #expect(try layer.results([11, 12, 13, 9, 10, 14]) == results)
    }

    /// Large enough for threads to share, along rows and along channels.
    @Test(arguments: [(30, 30, 5, 24, 3, 1), (3, 3, 40, 600, 3, 1), (40, 40, 12, 40, 1, 2), (20, 20, 24, 24, 3, 4)])
    func sharedWork(_ height: Int, _ width: Int, _ channels: Int, _ outputs: Int, _ size: Int, _ groups: Int) throws {
        var random = Seeded(3)
        func bytes(_ count: Int) -> [Int8] { (0..<count).map { _ in Int8.random(in: -128...127, using: &random) } }
        let depth = channels / groups
        let weights = bytes(outputs * size * size * depth)
        let layer = Layer(
            op: .conv2D(Conv2D(padding: .same)), input: Shape([1, height, width, channels], isBatchFree: true),
            kernel: ([outputs, size, size, depth], weights), bias: Array(repeating: 3, count: outputs),
            outputScale: Quantization(scales: [128], zeroPoints: [4]))
        let image = bytes(2 * height * width * channels)
        let results = try layer.results(image, batch: 2)
        for (index, result) in results.enumerated() where index % 97 == 0 {
            let (pixel, output) = index.quotientAndRemainder(dividingBy: outputs)
            let (line, x) = pixel.quotientAndRemainder(dividingBy: width)
            let (sample, y) = line.quotientAndRemainder(dividingBy: height)
            let first = output / (outputs / groups) * depth
            var sum = 3
            for i in 0..<size {
                for j in 0..<size {
                    let (line, column) = (y + i - size / 2, x + j - size / 2)
                    guard (0..<height).contains(line), (0..<width).contains(column) else { continue }
                    for channel in 0..<depth {
                        let place = ((sample * height + line) * width + column) * channels + first + channel
                        let weight = weights[((output * size + i) * size + j) * depth + channel]
                        sum += (Int(image[place]) - 10) * Int(weight)
                    }
                }
            }
            let exact = (Float(sum) * (0.125 / 128)).rounded(.toNearestOrEven) + 4
            #expect(result == Int8(min(max(exact, -128), 127)), "element \(index)")
        }
    }

    @Test func brokenLayersAreRefused() throws {
        let layer = Layer(
            op: .conv2D(Conv2D(padding: .valid)), input: Shape([1, 1, 1, 1]), kernel: ([2, 1, 1, 1], [1, 2]),
            bias: [0, 0])
        _ = try layer.results([0])
        let changes: [(EngineError.Code, (inout Layer) -> Void)] = [
            (.unsupported, { $0.bias = nil }),
            (.unsupported, { $0.outputScale.scales = [0.125 / 256] }),
            (.unsupported, { $0.kernelScales = Quantization(scales: [1, 1], zeroPoints: [0, 1]) }),
            (.invalidModel, { $0.kernelScales = Quantization(scales: [1, 1, 1], zeroPoints: [0, 0, 0]) }),
            (.invalidModel, { $0.kernelScales.zeroPoints = [300] }),
            (.invalidModel, { $0.kernelScales.scales = [.nan] }),
        ]
        for (number, (code, change)) in changes.enumerated() {
            var broken = layer
            change(&broken)
            #expect("change \(number)") {
                _ = try Session(model: broken.model())
            } throws: {
                ($0 as? EngineError)?.code == code
            }
        }
    }
}
