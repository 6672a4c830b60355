import Engine
import ModelIR
import Testing

/// A random chain of int8 or uint8 operators over images of a few channels.
private struct RandomIntegerGraph {
    private(set) var graph = Graph()
    private var random: Seeded
    private var values: [ValueID] = []
    private let type: ElementType

    init(seed: UInt64, type: ElementType) throws {
        random = Seeded(seed)
        self.type = type
        let input = graph.addInput("x", type: type, shape: Shape([1, 6, 5, 4], isBatchFree: true))
        graph[input].quantization = quantization()
        values = [input]
        for index in 0..<14 { try grow("v\(index)") }
        graph.outputs = [
            Port(name: "last", value: values[values.count - 1]), Port(name: "middle", value: values[values.count / 2]),
        ]
    }

    private var newest: ValueID { values[values.count - 1] }

    /// A scale that fits numbers of about -6 to 6.
    private mutating func quantization() -> Quantization {
        let zeroPoint = Int64.random(in: -30...30, using: &random) + (type == .uint8 ? 128 : 0)
        return Quantization(scales: [Float.random(in: 0.03...0.06, using: &random)], zeroPoints: [zeroPoint])
    }

    private mutating func add(_ op: Operator, _ inputs: [ValueID], _ name: String, _ scale: Quantization? = nil) throws
    {
        let value = try graph.append(op, inputs, name: name, layer: name)
        graph[value].quantization = if let scale { scale } else { quantization() }
        values.append(value)
    }

    private mutating func constant(_ name: String, _ shape: [Int]) -> ValueID {
        let bytes = (0..<shape.reduce(1, *)).map { _ in UInt8.random(in: 0...255, using: &random) }
        let data = type == .uint8 ? TensorData(bytes) : TensorData(bytes.map { Int8(bitPattern: $0) })
        let value = graph.addConstant(name, shape: shape, data)
        graph[value].quantization = Quantization(scales: [0.004], zeroPoints: [type == .uint8 ? 121 : 0])
        return value
    }

    private mutating func bias(_ name: String, _ count: Int, of input: ValueID) -> ValueID {
        let value = graph.addConstant(name, shape: [count], TensorData((0..<count).map { Int32($0 * 100 - 150) }))
        let scale = 0.004 * (graph[input].quantization?.scales[0] ?? 0)
        graph[value].quantization = Quantization(scales: [scale], zeroPoints: [0])
        return value
    }

    private var logistic: Quantization { Quantization(scales: [1 / 256], zeroPoints: [type == .uint8 ? 0 : -128]) }

    private mutating func grow(_ name: String) throws {
        let value = Int.random(in: 0..<4, using: &random) > 0 ? newest : values.randomElement(using: &random) ?? newest
        switch Int.random(in: 0..<9, using: &random) {
        case 0, 1:
            let kernel = constant(name + "/kernel", [4, 1, 1, 4])
            try add(.conv2D(Conv2D(padding: .same)), [value, kernel, bias(name + "/bias", 4, of: value)], name)
        case 2:
            let pad = Pad(amounts: [.none, .init(before: 1, after: 0), .init(before: 0, after: 2), .none])
            try add(.pad(pad), [value], name + "/pad", graph[value].quantization)
            // Of another shape, so that nothing else can read it.
            let padded = values.removeLast()
            let kernel = constant(name + "/kernel", [1, 2, 3, 4])
            let bias = bias(name + "/bias", 4, of: value)
            try add(.depthwiseConv2D(DepthwiseConv2D(padding: .valid)), [padded, kernel, bias], name)
        case 3, 4:
            try add(.unary(Unary(.logistic)), [value], name + "/gate", logistic)
            let isFirst = Bool.random(using: &random)
            try add(.binary(Binary(.mul)), isFirst ? [value, newest] : [newest, value], name)
        case 5:
            let functions: [Unary.Function] = [.relu, .relu6, .hardSwish, .leakyRelu(alpha: 0.1)]
            try add(.unary(Unary(functions.randomElement(using: &random) ?? .relu)), [value], name)
        case 6: try add(.binary(Binary(.add)), [value, values.randomElement(using: &random) ?? value], name)
        case 7:
            let scalar = constant(name + "/scalar", [1])
            try add(.binary(Binary(.add, activation: .relu)), [scalar, value], name)
        default: try add(.quantize(Quantize(to: type)), [value], name)
        }
    }
}

@Suite struct IntegerFusionTests {
    @Test(arguments: [ElementType.int8, .uint8])
    func givesTheSameBitsFusedAndUnfused(type: ElementType) throws {
        for seed in UInt64(0)..<30 {
            let model = try Model(graph: RandomIntegerGraph(seed: seed, type: type).graph)
            var random = Seeded(seed + 1000)
            let bytes = (0..<360).map { _ in UInt8.random(in: 0...255, using: &random) }
            let data = type == .uint8 ? TensorData(bytes) : TensorData(bytes.map { Int8(bitPattern: $0) })
            let inputs = ["x": Tensor(shape: [3, 6, 5, 4], data: data)]
            let unfused = try Session(model: model, keepsIntermediates: true).run(inputs)
            for threads in [1, 2] {
                let fused = try Session(model: model, threads: threads).run(inputs)
                for name in ["last", "middle"] {
                    let (one, other) = (try #require(fused[name]), try #require(unfused[name]))
                    #expect(one.type == type && one.data.isIdentical(to: other.data), "seed \(seed), \(name)")
                }
            }
        }
    }

    @Test func keepsEveryUnsignedValue() throws {
        let graph = try RandomIntegerGraph(seed: 3, type: .uint8).graph
        let input = Tensor(shape: [1, 6, 5, 4], [UInt8](repeating: 140, count: 120))
        let values = try Session(model: Model(graph: graph), keepsIntermediates: true).run(["x": input])
        for node in graph.nodes {
            #expect(values[graph[node.outputs[0]].name]?.type == .uint8, "\(graph[node.outputs[0]].name)")
        }
    }
}
