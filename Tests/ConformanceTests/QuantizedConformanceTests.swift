import Convert
import Engine
import KerasImport
import ModelIR
import TFLiteFormat
import Testing

@Suite struct QuantizedConformanceTests {
    /// Every model becomes a sound int8 graph that keeps the rules, and that a file holds as it is.
    @Test(arguments: ConformanceCase.all)
    func becomesInt8(_ fixture: ConformanceCase) throws {
        var prepared = try Route.optimised.model(of: fixture.model).graph
        try MoveBiasForward.apply(to: &prepared)
        let float = try Model(graph: prepared)
        try expectClose(Session(model: float).run(fixture.inputs()), fixture.outputs())
        let ranges = try observedRanges(of: float, fixture.inputs())
        for ports in QuantizedPorts.allCases {
            let plan = try QuantizationPlan(
                graph: float.graph, ranges: ranges, options: QuantizationOptions(ports: ports))
            let graph = try plan.apply(to: float.graph)
            expectInt8Rules(graph)
            let stored = try TFLiteFile.decode(TFLiteFile.encode(graph).bytes())
            expectInt8Rules(stored)
            #expect(stored.nodes.map(\.op) == graph.nodes.map(\.op))
        }
    }

    /// Weights in half precision lose their eleventh bit, and results little more.
    @Test(arguments: ConformanceCase.all)
    func runsWithHalfPrecision(_ fixture: ConformanceCase) throws {
        var graph = try Route.optimised.model(of: fixture.model).graph
        try Float16Weights.apply(to: &graph)
        try expectSimilar(fixture, graph, tolerance: 0.01)
    }

    @Test(arguments: ConformanceCase.all)
    func runsWithDynamicRanges(_ fixture: ConformanceCase) throws {
        var graph = try Route.optimised.model(of: fixture.model).graph
        try DynamicRangeWeights.apply(to: &graph)
        try expectSimilar(fixture, graph, tolerance: 0.06)
    }

    /// Checks that `graph`, written and read back, gives what Keras gives, up to a part of the largest number.
    private func expectSimilar(_ fixture: ConformanceCase, _ graph: Graph, tolerance: Float) throws {
        let stored = try TFLiteFile.decode(TFLiteFile.encode(graph).bytes())
        let found = try Session(model: Model(graph: stored), threads: 2).run(fixture.inputs())
        for (name, expected) in try fixture.outputs() {
            let numbers = try #require(found[name]).floats()
            let largest = expected.floats().map(abs).max() ?? 0
            let difference = zip(numbers, expected.floats()).map { abs($0 - $1) }.max() ?? 0
            #expect(difference <= tolerance * max(largest, 1e-6), "output '\(name)'")
        }
    }
}

/// The smallest and the largest number of each activation of `model` over one run.
private func observedRanges(of model: Model, _ inputs: [String: Tensor]) throws -> [String: ClosedRange<Float>] {
    var graph = model.graph
    graph.outputs = graph.nodes.flatMap(\.outputs).map { Port(name: graph[$0].name, value: $0) }
    var tensors = try Session(model: Model(graph: graph), threads: 2).run(inputs)
    for port in graph.inputs { tensors[graph[port.value].name] = inputs[port.name] }
    return tensors.mapValues { tensor in
        let numbers = tensor.floats()
        return (numbers.min() ?? 0)...(numbers.max() ?? 0)
    }
}

/// Checks what TFLite's quantization specification says of each operator.
private func expectInt8Rules(_ graph: Graph, sourceLocation: SourceLocation = #_sourceLocation) {
    for node in graph.nodes where node.inputs.contains(where: { graph[$0].type == .int8 }) {
        let location: Comment = "\(node.op.name) of layer '\(node.layer)'"
        let inputs = node.inputs.map { graph[$0] }
        let outputs = node.outputs.map { graph[$0] }
        for value in inputs + outputs where value.type == .int8 {
            let quantization = value.quantization
            #expect(quantization != nil, location, sourceLocation: sourceLocation)
            #expect(quantization?.scales.allSatisfy { $0.isNormal && $0 > 0 } == true, location)
        }
        switch node.op {
        case .conv2D, .fullyConnected, .depthwiseConv2D:
            expectWeights(node, inputs, location)
        case .softmax, .unary(Unary(.logistic)): expectScale(.probability, outputs[0], location)
        case .unary(Unary(.tanh)): expectScale(.signedUnit, outputs[0], location)
        case .logSoftmax: expectScale(.logProbability, outputs[0], location)
        case .pool2D, .concatenation, .split, .pack, .pad, .slice, .reshape, .squeeze, .expandDims, .transpose,
            .resize, .binary(Binary(.maximum)), .binary(Binary(.minimum)):
            for value in inputs + outputs where value.type == .int8 {
                #expect(value.quantization?.scales == outputs[0].quantization?.scales, location)
                #expect(value.quantization?.zeroPoints == outputs[0].quantization?.zeroPoints, location)
            }
        default: break
        }
    }
}

private func expectScale(_ scale: ActivationScale, _ value: Value, _ location: Comment) {
    #expect(value.quantization?.scales == [scale.scale], location)
    #expect(value.quantization?.zeroPoints == [Int64(scale.zeroPoint)], location)
}

private func expectWeights(_ node: Node, _ inputs: [Value], _ location: Comment) {
    let isDepthwise = if case .depthwiseConv2D = node.op { true } else { false }
    let kernel = inputs[1].quantization
    #expect(inputs[1].type == .int8, location)
    #expect(kernel?.zeroPoints.allSatisfy { $0 == 0 } == true, location)
    #expect(inputs[1].data?.elements(as: Int8.self).contains(-128) == false, location)
    if kernel?.scales.count != 1 { #expect(kernel?.axis == (isDepthwise ? 3 : 0), location) }
    guard inputs.count > 2, let scale = inputs[0].quantization?.scales.first, let kernel else { return }
    #expect(inputs[2].type == .int32, location)
    // Zeros have the scales of the weights, because one vector then serves both.
    let isZero = inputs[2].data?.elements(as: Int32.self).allSatisfy { $0 == 0 } == true
    let expected = kernel.scales.map { isZero ? $0 : Float(Double($0) * Double(scale)) }
    #expect(inputs[2].quantization?.scales == expected, location)
}
