import Convert
import ModelIR
import TFLiteFormat
import Testing

@Suite struct QuantizationPlanTests {
    /// input (4) → dense layer of three units, with the given weights and bias.
    private func dense(
        weights: [Float] = [1, -2, 0.5, 0.25, 0, 0, 0, 0, 127, 1, 2, 3], bias: [Float] = [0.5, 1, -1]
    ) throws -> GraphSketch {
        var sketch = GraphSketch()
        let input = sketch.input(4)
        let kernel = sketch.constant(3, 4, values: weights)
        let offsets = sketch.constant(3, values: bias)
        let result = try sketch.node(.fullyConnected(FullyConnected()), input, kernel, offsets, name: "dense")
        sketch.output(result)
        return sketch
    }

    private let ranges: [String: ClosedRange<Float>] = ["input": 0...255, "dense": -500...500]

    private func expectError(
        _ code: QuantizationError.Code, _ part: String, _ sketch: GraphSketch,
        ranges: [String: ClosedRange<Float>], scales: [String: ActivationScale] = [:]
    ) {
        let error = #expect(throws: QuantizationError.self) {
            try QuantizationPlan(graph: sketch.graph, ranges: ranges, scales: scales)
        }
        #expect(error?.code == code)
        #expect(error?.description.contains(part) == true, "\(String(describing: error))")
    }

    @Test func weightsHaveOneScaleForEachUnit() throws {
        let sketch = try dense()
        let plan = try QuantizationPlan(graph: sketch.graph, ranges: ranges)
        let graph = try plan.apply(to: sketch.graph)
        #expect(graph.nodes.map(\.op.name) == ["QUANTIZE", "FULLY_CONNECTED", "DEQUANTIZE"])
        let inputs = graph.nodes[1].inputs.map { graph[$0] }
        // A unit without weights has the coarsest scale of the others.
        #expect(inputs[1].quantization?.scales == [Float(2) / 127, 1, 1])
        #expect(inputs[1].data?.elements(as: Int8.self) == [64, -127, 32, 16, 0, 0, 0, 0, 127, 1, 2, 3])
        #expect(inputs[2].quantization?.scales == [Float(2) / 127, 1, 1])
        #expect(inputs[2].data?.elements(as: Int32.self) == [32, 1, -1])
    }

    @Test func denseLayersMayHaveOneScale() throws {
        let sketch = try dense()
        let options = QuantizationOptions(hasPerTensorDense: true)
        let graph = try QuantizationPlan(graph: sketch.graph, ranges: ranges, options: options).apply(to: sketch.graph)
        let inputs = graph.nodes[1].inputs.map { graph[$0] }
        #expect(inputs[1].quantization?.scales == [1])
        #expect(inputs[2].quantization?.scales == [1])
    }

    @Test func scaleGrowsWhereTheBiasWouldOverflow() throws {
        let sketch = try dense(bias: [0x1p40, 0, 0])
        let plan = try QuantizationPlan(graph: sketch.graph, ranges: ranges)
        #expect(plan.weights[0]?.scales[0] == 0x1p10)
    }

    @Test func outputScaleGrowsToWhatKernelsCanReach() throws {
        let sketch = try dense()
        let plan = try QuantizationPlan(graph: sketch.graph, ranges: ["input": 0...255, "dense": 0...1e-6])
        let output = try #require(plan.scale(of: sketch.graph.outputs[0].value))
        #expect(1 / output.scale < 256)
    }

    @Test(arguments: [
        (QuantizedPorts.float, ["QUANTIZE", "FULLY_CONNECTED", "DEQUANTIZE"], ElementType.float32),
        (.int8, ["FULLY_CONNECTED"], .int8), (.uint8, ["QUANTIZE", "FULLY_CONNECTED", "QUANTIZE"], .uint8),
    ])
    func portsHaveTheTypeAskedFor(_ ports: QuantizedPorts, _ operators: [String], _ type: ElementType) throws {
        let sketch = try dense()
        let options = QuantizationOptions(ports: ports)
        let graph = try QuantizationPlan(graph: sketch.graph, ranges: ranges, options: options).apply(to: sketch.graph)
        #expect(graph.nodes.map(\.op.name) == operators)
        #expect(graph[graph.inputs[0].value].type == type)
        #expect(graph[graph.outputs[0].value].type == type)
        if ports == .uint8 { #expect(graph[graph.inputs[0].value].quantization?.zeroPoints == [0]) }
    }

    @Test func badRangesNameTheLayer() throws {
        let sketch = try dense()
        expectError(.badRange, "layer 'dense': no range", sketch, ranges: ["input": 0...1])
        expectError(.badRange, "input 'input': no range", sketch, ranges: ["dense": 0...1])
        expectError(.badRange, "layer 'dense'", sketch, ranges: ["input": 0...1, "dense": 0 ... .infinity])
        expectError(.badRange, "layer 'dense'", sketch, ranges: ["input": 0...1, "dense": 0...1e-38])
    }

    @Test func badWeightsNameTheLayer() throws {
        let weights = try dense(weights: [1, .nan, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
        expectError(.badWeights, "layer 'dense': the weights of output channel 0 hold nan", weights, ranges: ranges)
        let bias = try dense(bias: [0, 0, .infinity])
        expectError(.badWeights, "layer 'dense': the bias of output channel 2 hold", bias, ranges: ranges)
    }

    @Test func givenScalesMustFit() throws {
        let sketch = try dense()
        let good = ActivationScale(scale: 2, zeroPoint: 3)
        let plan = try QuantizationPlan(graph: sketch.graph, ranges: ranges, scales: ["dense": good])
        #expect(plan.scale(of: sketch.graph.outputs[0].value) == good)
        let bad = ActivationScale(scale: -1, zeroPoint: 0)
        expectError(.badScale, "layer 'dense'", sketch, ranges: ranges, scales: ["dense": bad])

        var gate = GraphSketch()
        gate.output(try gate.node(.unary(Unary(.logistic)), gate.input(4), name: "gate"))
        expectError(.badScale, "which its operator fixes", gate, ranges: ["input": 0...1], scales: ["gate": good])
    }

    @Test func floatOperatorsAreNamed() throws {
        var sketch = GraphSketch()
        let exp = try sketch.node(.unary(Unary(.exp)), sketch.input(4), name: "exp")
        let shaped = try sketch.node(
            .reshape(Reshape(to: Shape([1, 2, 2], isBatchFree: true))), exp, name: "shaped")
        let sine = try sketch.node(.unary(Unary(.sin)), shaped, name: "sine")
        sketch.output(try sketch.node(.unary(Unary(.relu)), sine, name: "relu"))
        let ranges: [String: ClosedRange<Float>] = ["input": -1...1, "sine": -1...1, "relu": 0...1]
        let plan = try QuantizationPlan(graph: sketch.graph, ranges: ranges)
        #expect(plan.warnings.map(\.layer) == ["exp", "shaped", "sine"])
        #expect(
            plan.warnings[2].description == "layer 'sine': SIN stays float32, because LiteRT has no int8 kernel for it")
        let graph = try plan.apply(to: sketch.graph)
        #expect(graph.nodes.map(\.op.name) == ["EXP", "RESHAPE", "SIN", "QUANTIZE", "RELU", "DEQUANTIZE"])
    }

    @Test func fixedInputIsRescaledInFrontOfAJoin() throws {
        var sketch = GraphSketch()
        let input = sketch.input(4)
        let gate = try sketch.node(.unary(Unary(.logistic)), input, name: "gate")
        sketch.output(try sketch.node(.concatenation(Concatenation(axis: 1)), input, gate, name: "joined"))
        let ranges: [String: ClosedRange<Float>] = ["input": -4...4, "joined": -4...4]
        let graph = try QuantizationPlan(graph: sketch.graph, ranges: ranges).apply(to: sketch.graph)
        #expect(
            graph.nodes.map(\.op.name) == ["QUANTIZE", "LOGISTIC", "QUANTIZE", "CONCATENATION", "DEQUANTIZE"])
        #expect(graph[graph.nodes[2].outputs[0]].name == "joined/gate")
    }
}
