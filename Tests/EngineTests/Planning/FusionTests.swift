import Engine
import ModelIR
import Testing

/// A random chain of operators with branches over images of a few channels.
private struct RandomGraph {
    private(set) var graph = Graph()
    private var random: Seeded
    private var values: [ValueID] = []

    init(seed: UInt64) throws {
        random = Seeded(seed)
        values = [graph.addInput("x", shape: Shape([1, 6, 5, 4], isBatchFree: true))]
        for index in 0..<14 { try grow("v\(index)") }
        // The last value, and one from the middle that later operators may read as well.
        graph.outputs = [
            Port(name: "last", value: values[values.count - 1]), Port(name: "middle", value: values[values.count / 2]),
        ]
    }

    private mutating func add(_ op: Operator, _ inputs: [ValueID], _ name: String) throws {
        values.append(try graph.append(op, inputs, name: name, layer: name))
    }

    private mutating func constant(_ name: String, _ shape: [Int]) -> ValueID {
        graph.addConstant(name, shape: shape, random.floats(shape.reduce(1, *), in: -0.4...0.4))
    }

    private mutating func grow(_ name: String) throws {
        // Mostly the newest value, so that chains arise, else any.
        let isNewest = Int.random(in: 0..<4, using: &random) > 0
        let value = isNewest ? values[values.count - 1] : values.randomElement(using: &random) ?? values[0]
        let shape = graph[value].shape
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1:
            let kernel = constant(name + "/kernel", [4, 1, 1, shape[3]])
            let bias = constant(name + "/bias", [4])
            try add(.conv2D(Conv2D(padding: .same)), [value, kernel, bias], name)
        case 2:
            let pad = Pad(amounts: [.none, .init(before: 1, after: 0), .init(before: 0, after: 2), .none])
            let padded = try graph.append(.pad(pad), [value], name: name + "/pad", layer: name)
            let kernel = constant(name + "/kernel", [1, 2, 3, shape[3]])
            try add(.depthwiseConv2D(DepthwiseConv2D(padding: .valid)), [padded, kernel], name)
        case 3, 4:
            let gate = try graph.append(.unary(Unary(.logistic)), [value], name: name + "/gate", layer: name)
            let isFirst = Bool.random(using: &random)
            try add(.binary(Binary(.mul)), isFirst ? [value, gate] : [gate, value], name)
        case 5:
            let functions: [Unary.Function] = [.relu, .relu6, .tanh, .hardSwish, .leakyRelu(alpha: 0.1), .logistic]
            try add(.unary(Unary(functions.randomElement(using: &random) ?? .relu)), [value], name)
        case 6:
            let other = values.last { graph[$0].shape == shape && $0 != value } ?? value
            try add(.binary(Binary(.add)), [value, other], name)
        case 7:
            let pixels = Shape([1, shape[1] * shape[2], shape[3]], isBatchFree: true)
            let flat = try graph.append(.reshape(Reshape(to: pixels)), [value], name: name + "/flat", layer: name)
            let turned = try graph.append(.unary(Unary(.abs)), [flat], name: name + "/abs", layer: name)
            try add(.reshape(Reshape(to: shape)), [turned], name)
        case 8:
            let mean = Reduce(.mean, axes: [1, 2], keepsDimensions: true)
            let scale = try graph.append(.reduce(mean), [value], name: name + "/mean", layer: name)
            try add(.binary(Binary(.mul)), [value, scale], name)
        default:
            let kernel = constant(name + "/kernel", [4, 3, 3, shape[3]])
            let conv = Conv2D(strides: .one, padding: .same, activation: .relu)
            try add(.conv2D(conv), [value, kernel], name)
        }
    }
}

@Suite struct FusionTests {
    /// What is fused and shares memory gives what every value on its own gives, whatever the graph and the threads.
    @Test(arguments: 0..<60) func fusedEqualsKept(_ seed: UInt64) throws {
        let model = try Model(graph: RandomGraph(seed: seed).graph)
        var random = Seeded(seed)
        let input = Grid([3, 6, 5, 4], random.floats(360)).tensor
        let kept = try Session(model: model, keepsIntermediates: true).run(["x": input])
        #expect(kept.count >= model.graph.nodes.count)
        for setting in Setting.all {
            let session = try setting.session(model)
            let results = try session.run(["x": input])
            #expect(Set(results.keys) == ["last", "middle"])
            for (name, result) in results {
                #expect(deviation(result.floats(), kept[name]?.floats() ?? []) < 1e-5, "seed \(seed), \(setting)")
            }
        }
    }

    /// The number of threads does not change a single bit.
    @Test(arguments: 0..<20) func threadsGiveTheSameBits(_ seed: UInt64) throws {
        let model = try Model(graph: RandomGraph(seed: seed).graph)
        var random = Seeded(seed)
        let input = Grid([7, 6, 5, 4], random.floats(840)).tensor
        let expected = try Session(model: model, threads: 1).run(["x": input])
        for threads in 2...4 {
            for (name, result) in try Session(model: model, threads: threads).run(["x": input]) {
                let bits = result.floats().map(\.bitPattern)
                #expect(bits == expected[name]?.floats().map(\.bitPattern), "\(name), \(threads) threads")
            }
        }
    }

    /// Each sample of a batch gives what it gives alone.
    @Test(arguments: 0..<20) func batchEqualsSingle(_ seed: UInt64) throws {
        let model = try Model(graph: RandomGraph(seed: seed).graph)
        var random = Seeded(seed)
        let samples = (0..<5).map { _ in random.floats(120) }
        let session = try Session(model: model)
        let together = try session.run(["x": Tensor(shape: [5, 6, 5, 4], samples.flatMap { $0 })])
        for (index, sample) in samples.enumerated() {
            let alone = try session.run(["x": Tensor(shape: [1, 6, 5, 4], sample)])
            for (name, result) in alone {
                let elements = result.floats()
                let part = together[name].map {
                    Array($0.floats()[index * elements.count..<(index + 1) * elements.count])
                }
                #expect(deviation(part ?? [], elements) < 1e-6)
            }
        }
    }

    /// An addition that moved into each kind of convolution, with what it adds made before or after the convolution.
    @Test(arguments: Grid.indices(of: [2, 2, 2])) func residuals(_ choice: [Int]) throws {
        let (kernel, groups, size) = ([1, 3][choice[0]], [1, 2][choice[1]], [1, 5][choice[2]])
        var random = Seeded(9)
        var graph = Graph()
        let shape = Shape([1, size, size, 4], isBatchFree: true)
        let x = graph.addInput("x", shape: shape)
        let kernelShape = [4, kernel, kernel, 4 / groups]
        var value = x
        for index in 0..<4 {
            let before = try graph.append(.unary(Unary(.square)), [value], name: "before\(index)", layer: "before")
            let weights = graph.addConstant(
                "kernel\(index)", shape: kernelShape, random.floats(kernelShape.reduce(1, *), in: -0.3...0.3))
            let conv = try graph.append(
                .conv2D(Conv2D(padding: .same)), [value, weights], name: "conv\(index)", layer: "conv")
            let after = try graph.append(.unary(Unary(.sin)), [value], name: "after\(index)", layer: "after")
            let other = [before, after, value, value][index]
            let activation = index == 1 ? FusedActivation.relu : .none
            value = try graph.append(
                .binary(Binary(.add, activation: activation)), index % 2 == 0 ? [conv, other] : [other, conv],
                name: "sum\(index)", layer: "sum")
            if index == 2 { value = try graph.append(.unary(Unary(.tanh)), [value], name: "tanh", layer: "tanh") }
            if index == 3 { graph.outputs.append(Port(name: "after", value: after)) }
        }
        graph.outputs.append(Port(name: "y", value: value))
        let model = try Model(graph: graph)
        let input = Grid([2, size, size, 4], random.floats(8 * size * size)).tensor
        let kept = try Session(model: model, keepsIntermediates: true).run(["x": input])
        for setting in Setting.all {
            let session = try setting.session(model)
            for (name, result) in try session.run(["x": input]) {
                #expect(deviation(result.floats(), kept[name]?.floats() ?? []) < 1e-5, "\(name), \(setting)")
            }
        }
    }

    /// Squeeze and excitation with factors that go into the weights (many pixels) and into the image (few).
    @Test(arguments: [1, 3, 9], [false, true]) func gates(_ size: Int, _ isOutput: Bool) throws {
        var random = Seeded(10)
        var graph = Graph()
        func constant(_ name: String, _ shape: [Int]) -> ValueID {
            graph.addConstant(name, shape: shape, random.floats(shape.reduce(1, *), in: -0.4...0.4))
        }
        let x = graph.addInput("x", shape: Shape([1, size, size, 20], isBatchFree: true))
        let image = try graph.append(
            .depthwiseConv2D(DepthwiseConv2D(padding: .same)), [x, constant("depthwise", [1, 3, 3, 20])],
            name: "image", layer: "depthwise")
        let active = try graph.append(.unary(Unary(.hardSwish)), [image], name: "active", layer: "active")
        let mean = try graph.append(
            .reduce(Reduce(.mean, axes: [1, 2], keepsDimensions: true)), [active], name: "mean", layer: "mean")
        let gate = try graph.append(
            .conv2D(Conv2D(padding: .same)), [mean, constant("dense", [20, 1, 1, 20])], name: "dense", layer: "dense")
        let factors = try graph.append(.unary(Unary(.logistic)), [gate], name: "gate", layer: "gate")
        let product = try graph.append(
            .binary(Binary(.mul)), size == 3 ? [factors, active] : [active, factors], name: "product", layer: "product")
        let conv = try graph.append(
            .conv2D(Conv2D(padding: .same)), [product, constant("project", [20, 1, 1, 20]), constant("bias", [20])],
            name: "project", layer: "project")
        let sum = try graph.append(.binary(Binary(.add)), [x, conv], name: "sum", layer: "sum")
        graph.outputs = [Port(name: "y", value: sum)]
        // What somebody else reads is made, too.
        if isOutput { graph.outputs += [Port(name: "product", value: product), Port(name: "active", value: active)] }
        let model = try Model(graph: graph)
        let input = Grid([3, size, size, 20], random.floats(60 * size * size)).tensor
        let kept = try Session(model: model, keepsIntermediates: true).run(["x": input])
        for setting in Setting.all {
            let session = try setting.session(model)
            for (name, result) in try session.run(["x": input]) {
                #expect(deviation(result.floats(), kept[name]?.floats() ?? []) < 1e-5, "\(name), \(setting)")
            }
        }
    }

    /// A 1x1 or strided convolution whose image is made row by row for the depthwise convolution behind it: the same bits.
    @Test(arguments: [Pair(3), Pair(5), Pair(height: 2, width: 3)], [Pair.one, Pair(2)])
    func expansions(_ size: Pair, _ strides: Pair) throws {
        for padding in Padding.allCases {
            try expansion(size, strides, padding, by: .one, stride: 1)
            try expansion(size, strides, padding, by: Pair(height: 3, width: 2), stride: 2)
        }
    }

    private func expansion(_ size: Pair, _ strides: Pair, _ padding: Padding, by window: Pair, stride: Int) throws {
        var random = Seeded(11)
        var graph = Graph()
        func constant(_ name: String, _ shape: [Int]) -> ValueID {
            graph.addConstant(name, shape: shape, random.floats(shape.reduce(1, *), in: -0.3...0.3))
        }
        let (height, width) = (67 * stride - stride / 2, 61 * stride)
        let x = graph.addInput("x", shape: Shape([1, height, width, 5], isBatchFree: true))
        let expand = try graph.append(
            .conv2D(Conv2D(strides: Pair(stride), padding: .same, activation: .relu6)),
            [x, constant("expand", [70, window.height, window.width, 5]), constant("bias", [70])], name: "expand",
            layer: "expand")
        let image = try graph.append(
            .depthwiseConv2D(DepthwiseConv2D(strides: strides, padding: padding)),
            [expand, constant("kernel", [1, size.height, size.width, 70]), constant("bias2", [70])], name: "image",
            layer: "image")
        let mean = try graph.append(
            .reduce(Reduce(.mean, axes: [1, 2], keepsDimensions: false)), [image], name: "mean", layer: "mean")
        graph.outputs = [Port(name: "y", value: image), Port(name: "mean", value: mean)]
        let model = try Model(graph: graph)
        let input = Grid([2, height, width, 5], random.floats(2 * height * width * 5)).tensor
        let kept = try Session(model: model, keepsIntermediates: true).run(["x": input])
        let session = try Session(model: model)
        #expect(session.profile(runs: 1).first?.operators == ["CONV_2D", "DEPTHWISE_CONV_2D"])
        let whole = try session.run(["x": input])
        #expect(whole["y"]?.floats() == kept["y"]?.floats())
        for setting in Setting.all {
            for (name, result) in try setting.session(model).run(["x": input]) {
                #expect(result.floats() == whole[name]?.floats(), "\(name), \(setting)")
            }
        }
    }

    @Test func intermediatesByName() throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 2], isBatchFree: true))
        let gate = try graph.append(.unary(Unary(.square)), [x], name: "squares", layer: "a")
        let y = try graph.append(.binary(Binary(.mul)), [x, gate], name: "cubes", layer: "b")
        graph.outputs = [Port(name: "result", value: y)]
        let session = try Session(model: Model(graph: graph), keepsIntermediates: true)
        let results = try session.run(["x": Tensor(shape: [2, 2], [1, 2, 3, 4] as [Float])])
        #expect(results["squares"]?.floats() == [1, 4, 9, 16])
        #expect(results["cubes"]?.floats() == [1, 8, 27, 64])
        #expect(results["result"]?.floats() == [1, 8, 27, 64])
    }

    /// The arena of a chain holds two values at a time, or one where operators work in place.
    @Test func memoryIsShared() throws {
        var graph = Graph()
        var value = graph.addInput("x", shape: Shape([1, 1024], isBatchFree: true))
        for index in 0..<10 {
            value = try graph.append(.unary(Unary(.tanh)), [value], name: "v\(index)", layer: "v\(index)")
        }
        graph.outputs = [Port(name: "y", value: value)]
        let model = try Model(graph: graph)
        #expect(try Session(model: model).arenaByteCount <= 3 * 4096)
        #expect(try Session(model: model, keepsIntermediates: true).arenaByteCount >= 11 * 4096)
    }
}
