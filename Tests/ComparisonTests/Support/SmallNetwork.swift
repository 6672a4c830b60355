import Comparison
import Foundation
import ModelIR

/// A network of dense layers, in numbers or in integers of chosen scales.
struct SmallNetwork {
    var graph = Graph(name: "small")
    private var last: ValueID

    init(inputs: Int = 2) { last = graph.addInput("x", shape: Shape([1, inputs], isBatchFree: true)) }

    /// A dense layer with weights OI in numbers.
    mutating func dense(
        _ layer: String, _ kernel: [Float], outputs: Int, bias: [Float]? = nil, activation: FusedActivation = .none,
        name: String? = nil
    ) throws {
        let weights = graph.addConstant("\(layer)/kernel", shape: [outputs, kernel.count / outputs], kernel)
        let biases = bias.map { graph.addConstant("\(layer)/bias", shape: [outputs], $0) }
        try add(
            .fullyConnected(FullyConnected(activation: activation)), [weights] + (biases.map { [$0] } ?? []), name,
            layer)
    }

    /// The same with integers and a scale for each output, made of numbers divided by `unit`.
    mutating func dense(
        _ layer: String, integers: [Int8], scales: [Float], outputScale: Float? = nil, name: String? = nil
    ) throws {
        let weights = graph.add(
            Value(
                name: "\(layer)/kernel", type: .int8, shape: Shape([scales.count, integers.count / scales.count]),
                data: TensorData(integers),
                quantization: Quantization(scales: scales, zeroPoints: scales.map { _ in 0 })))
        try add(.fullyConnected(FullyConnected()), [weights], name, layer)
        if let outputScale { graph[last].quantization = Quantization(scales: [outputScale], zeroPoints: [0]) }
    }

    mutating func unary(_ function: Unary.Function, _ layer: String, name: String? = nil) throws {
        try add(.unary(Unary(function)), [], name, layer)
    }

    private mutating func add(_ op: Operator, _ constants: [ValueID], _ name: String?, _ layer: String) throws {
        last = try graph.append(op, [last] + constants, name: name ?? layer, layer: layer)
    }

    /// The finished model.
    func model(_ path: String, precision: String? = nil) -> ComparedModel {
        var graph = graph
        graph.outputs = [Port(name: "y", value: last)]
        if let precision {
            var provenance = Provenance(
                tool: "qconv 1.0", source: "small.h5", sourceSHA256: String(repeating: "ab", count: 32),
                kerasVersion: nil, options: [], parameters: ParameterCount(total: 4, trainable: 4))
            provenance.precision = precision
            graph.provenance = provenance
        }
        return ComparedModel(of: graph, path: path, byteCount: 100)
    }
}

private let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

func fixture(_ name: String) -> String { tests.appending(path: "Fixtures/\(name)").path }
func sample(_ name: String) -> String { tests.deletingLastPathComponent().appending(path: "samples/\(name)").path }
