import Engine
import ModelIR
import Testing

/// ADD of int8 behind a convolution. LiteRT's own numbers are in IntegerConformanceTests.
@Suite struct IntegerResidualTests {
    /// A convolution of `x`, whose result is added to `other`, a function of `x` of the same shape.
    private struct Network {
        var size = [5, 7]
        var channels = 19
        var outputs = 37
        var kernel = 1
        var stride = 1
        var groups = 1
        /// What stands between the convolution and the addition.
        var function: Unary.Function?
        var convActivation = FusedActivation.none
        var activation = FusedActivation.none
        /// The convolution's result, the residual, the sum.
        var scales: [Float] = [0.4, 0.3, 0.45]
        var isFirst = true
        /// The residual is `x` itself, one pixel for all, or made by a second convolution.
        enum Other { case input, pixel, convolution }
        var other = Other.convolution
        /// Values that are outputs, too.
        var shown: Set<String> = []

        func model() throws -> Model {
            var random = Seeded(20)
            var graph = Graph()
            func scaled(_ value: ValueID, _ scale: Float, _ zeroPoint: Int64) {
                graph[value].quantization = Quantization(scales: [scale], zeroPoints: [zeroPoint])
            }
            func convolution(_ input: ValueID, _ name: String, _ kernel: Int, _ activation: FusedActivation) throws
                -> ValueID
            {
                let shape = [outputs, kernel, kernel, graph[input].shape[3] / groups]
                let weights = (0..<shape.reduce(1, *)).map { _ in Int8.random(in: -127...127, using: &random) }
                let biases = (0..<outputs).map { _ in Int32.random(in: -4000...4000, using: &random) }
                let operands = [
                    input, graph.addConstant(name + "/kernel", shape: shape, TensorData(weights)),
                    graph.addConstant(name + "/bias", shape: [outputs], TensorData(biases)),
                ]
                scaled(operands[1], 0.01, 0)
                return try graph.append(
                    .conv2D(
                        Conv2D(
                            strides: Pair(height: stride, width: stride), padding: .same, activation: activation)),
                    operands, name: name, layer: name)
            }
            let x = graph.addInput("x", type: .int8, shape: Shape([1] + size + [channels], isBatchFree: true))
            scaled(x, 0.2, 7)
            var result = try convolution(x, "conv", kernel, convActivation)
            scaled(result, scales[0], -20)
            if let function {
                result = try graph.append(.unary(Unary(function)), [result], name: "function", layer: "function")
                scaled(result, scales[0], -20)
            }
            var residual = x
            switch other {
            case .input: break
            case .pixel:
                let elements = (0..<outputs).map { Int8($0 - 20) }
                residual = graph.addConstant("pixel", shape: [1, 1, 1, outputs], TensorData(elements))
                scaled(residual, scales[1], 11)
            case .convolution:
                residual = try convolution(x, "other", 1, .none)
                scaled(residual, scales[1], 11)
            }
            let sum = try graph.append(
                .binary(Binary(.add, activation: activation)), isFirst ? [result, residual] : [residual, result],
                name: "sum", layer: "sum")
            scaled(sum, scales[2], -5)
            for value in [result, residual, sum] where value == sum || shown.contains(graph[value].name) {
                graph.outputs.append(Port(name: graph[value].name, value: value))
            }
            return try Model(graph: graph)
        }

        /// Compares every setting with each operator on its own.
        ///
        /// - Returns: how many steps there are.
        func check(_ place: SourceLocation = #_sourceLocation) throws -> Int {
            let model = try model()
            var random = Seeded(21)
            let elements = (0..<3 * size[0] * size[1] * channels).map { _ in
                Int8.random(in: -128...127, using: &random)
            }
            let inputs = ["x": Tensor(shape: [3] + size + [channels], elements)]
            let unfused = try Session(model: model, keepsIntermediates: true).run(inputs)
            let distinct = Set(unfused["sum"]?.data.elements(as: Int8.self) ?? [])
            #expect(distinct.count > 2, "the numbers say little", sourceLocation: place)
            var steps: Set<Int> = []
            for setting in Setting.all {
                let session = try setting.session(model)
                for (name, fused) in try session.run(inputs) {
                    let expected = try #require(unfused[name], sourceLocation: place)
                    #expect(fused.data.isIdentical(to: expected.data), "\(name), \(setting)", sourceLocation: place)
                }
                steps.insert(session.profile(runs: 1).count)
            }
            #expect(steps.count == 1, sourceLocation: place)
            return steps.first ?? 0
        }
    }

    /// Two steps, the two convolutions, whatever is inside.
    @Test(arguments: [1, 3], [1, 2]) func oneStepForConvolutionAndAddition(_ kernel: Int, _ stride: Int) throws {
        // One pixel; one block of pixels; many blocks, the last of them not whole.
        for size in [[1, 1], [5, 7], [41, 23]] {
            for (activation, isFirst) in [(FusedActivation.none, true), (.relu, false), (.relu6, true)] {
                let network = Network(
                    size: size, kernel: kernel, stride: stride, activation: activation, isFirst: isFirst)
                #expect(try network.check() == 2, "\(size), \(activation)")
            }
        }
    }

    /// Panels that are whole and that are not, images that are read in blocks of a row and of several.
    @Test(arguments: [3, 64, 300], [5, 16, 64, 200]) func channels(_ channels: Int, _ outputs: Int) throws {
        #expect(try Network(size: [9, 11], channels: channels, outputs: outputs, kernel: 3).check() == 2)
    }

    /// Ratios of scales up to what XNNPACK's ADD takes, and beyond.
    @Test(arguments: [[0.4, 0.001, 0.2], [0.01, 0.5, 0.3], [0.4, 0.3, 0.003], [0.4, 0.3, 0.001]])
    func scales(_ scales: [Float]) throws {
        #expect(try Network(scales: scales).check() == 2)
        #expect(try Network(activation: .relu, scales: scales).check() == 2)
    }

    /// What the convolution does to its own results happens before the addition.
    @Test func functionsInBetween() throws {
        #expect(try Network(convActivation: .relu, activation: .relu6).check() == 2)
        #expect(try Network(function: .hardSwish, activation: .relu).check() == 2)
        #expect(try Network(function: .leakyRelu(alpha: 0.3), isFirst: false).check() == 2)
    }

    /// The sum may not take the memory of what is still read.
    @Test func residualsThatAreReadElsewhere() throws {
        #expect(try Network(shown: ["other"]).check() == 2)
        #expect(try Network(outputs: 19, kernel: 3, other: .input).check() == 1)
        #expect(try Network(size: [40, 30], outputs: 19, other: .input).check() == 1)
    }

    @Test func additionsThatStay() throws {
        #expect(try Network(outputs: 19, other: .input, shown: ["conv"]).check() == 2)
        #expect(try Network(other: .pixel).check() == 2)
        #expect(try Network(channels: 20, outputs: 20, groups: 2, other: .input).check() == 2)
    }
}
