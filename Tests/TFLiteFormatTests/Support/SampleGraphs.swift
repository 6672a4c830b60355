import ModelIR
import Testing

/// A small graph with a name, for tests that run over many of them.
struct SampleGraph: Sendable, CustomTestStringConvertible {
    let name: String
    let graph: Graph

    var testDescription: String { name }
}

/// Graphs that together have every operator, with and without an open batch.
enum SampleGraphs {
    static let all: [SampleGraph] = Self.make()

    private static func make() -> [SampleGraph] {
        var samples: [SampleGraph] = []

        func add(
            _ name: String, _ shapes: [[Int]], isBatchFree: Bool = true, type: ElementType = .float32,
            _ body: (inout Graph, [ValueID]) throws -> [ValueID]
        ) {
            var graph = Graph()
            let inputs = shapes.enumerated().map { index, dimensions in
                graph.addInput("x\(index)", type: type, shape: Shape(dimensions, isBatchFree: isBatchFree))
            }
            do {
                let outputs = try body(&graph, inputs)
                graph.outputs = outputs.enumerated().map { Port(name: "y\($0)", value: $1) }
            } catch {
                fatalError("\(name): \(error)")
            }
            samples.append(SampleGraph(name: name, graph: graph))
        }
        func single(
            _ name: String, _ op: Operator, _ shape: [Int], isBatchFree: Bool = true,
            type: ElementType = .float32
        ) {
            add(name, [shape], isBatchFree: isBatchFree, type: type) { graph, inputs in
                [try graph.append(op, inputs, name: "value", layer: "layer")]
            }
        }
        func pair(_ name: String, _ op: Operator, _ a: [Int], _ b: [Int], isBatchFree: Bool = true) {
            add(name, [a, b], isBatchFree: isBatchFree) { graph, inputs in
                [try graph.append(op, inputs, name: "value", layer: "layer")]
            }
        }
        let image = [1, 5, 6, 4]

        for padding in Padding.allCases {
            for activation in FusedActivation.allCases {
                add("conv2D \(padding) \(activation)", [image]) { graph, inputs in
                    let kernel = graph.addConstant("kernel", shape: [3, 3, 2, 4], ramp(72))
                    let bias = graph.addConstant("bias", shape: [3], ramp(3))
                    let op = Conv2D(
                        strides: Pair(height: 2, width: 1), padding: padding, activation: activation)
                    return [try graph.append(.conv2D(op), [inputs[0], kernel, bias], name: "conv", layer: "conv")]
                }
            }
        }
        add("conv2D dilated", [[1, 9, 9, 4]]) { graph, inputs in
            let kernel = graph.addConstant("kernel", shape: [3, 3, 2, 4], ramp(72))
            let bias = graph.addConstant("bias", shape: [3], ramp(3))
            let op = Conv2D(dilations: Pair(height: 2, width: 3), padding: .same)
            return [try graph.append(.conv2D(op), [inputs[0], kernel, bias], name: "conv", layer: "conv")]
        }
        add("conv2D grouped", [image]) { graph, inputs in
            let kernel = graph.addConstant("kernel", shape: [6, 1, 1, 2], ramp(12))
            let bias = graph.addConstant("bias", shape: [6], ramp(6))
            return [
                try graph.append(
                    .conv2D(Conv2D(padding: .valid)), [inputs[0], kernel, bias], name: "conv", layer: "conv")
            ]
        }
        for (name, multiplier, dilation) in [("", 1, 1), (" multiplied", 2, 1), (" dilated", 1, 2)] {
            add("depthwiseConv2D\(name)", [[1, 7, 6, 4]]) { graph, inputs in
                let channels = 4 * multiplier
                let kernel = graph.addConstant("kernel", shape: [1, 3, 3, channels], ramp(9 * channels))
                let bias = graph.addConstant("bias", shape: [channels], ramp(channels))
                let op = DepthwiseConv2D(
                    dilations: Pair(dilation), padding: .same, depthMultiplier: multiplier, activation: .relu6)
                return [
                    try graph.append(.depthwiseConv2D(op), [inputs[0], kernel, bias], name: "conv", layer: "conv")
                ]
            }
        }
        for keeps in [false, true] {
            for hasBias in [false, true] {
                add("fullyConnected \(keeps) \(hasBias)", [keeps ? [1, 3, 4] : [1, 4]]) { graph, inputs in
                    let kernel = graph.addConstant("kernel", shape: [5, 4], ramp(20))
                    let bias = hasBias ? [graph.addConstant("bias", shape: [5], ramp(5))] : []
                    let op = FullyConnected(activation: .relu, keepsDimensions: keeps)
                    return [
                        try graph.append(
                            .fullyConnected(op), [inputs[0], kernel] + bias, name: "dense", layer: "dense")
                    ]
                }
            }
        }
        for kind in Pool2D.Kind.allCases {
            for padding in Padding.allCases {
                let op = Pool2D(
                    kind: kind, window: Pair(height: 3, width: 2), strides: Pair(height: 1, width: 2),
                    padding: padding, activation: .relu)
                single("pool2D \(kind) \(padding)", .pool2D(op), image)
            }
        }
        for function in unaryFunctions {
            let name = Unary(function).name
            single("\(name) \(function)", .unary(Unary(function)), image)
            single("\(name) \(function), rank 2", .unary(Unary(function)), [1, 4])
        }
        for function in Binary.Function.allCases {
            let op = Operator.binary(Binary(function))
            pair(function.rawValue, op, image, image)
            pair("\(function.rawValue), channels", op, image, [1, 1, 1, 4])
            pair("\(function.rawValue), rank 2", op, [1, 4], [1, 4])
            pair("\(function.rawValue), rank 5", op, [1, 2, 2, 3, 4], [1, 2, 2, 3, 4])
            add("\(function.rawValue), scalar", [image]) { graph, inputs in
                let scalar = graph.addConstant("scalar", shape: [], [2])
                return [try graph.append(op, [inputs[0], scalar], name: "value", layer: "layer")]
            }
            add("\(function.rawValue), constant first", [image]) { graph, inputs in
                let constant = graph.addConstant("constant", shape: [4], [1, 2, 3, 4])
                return [try graph.append(op, [constant, inputs[0]], name: "value", layer: "layer")]
            }
            if Binary(function).acceptsActivation {
                pair("\(function.rawValue) RELU", .binary(Binary(function, activation: .relu)), image, image)
            }
        }
        for shape in [[4], [1, 1, 4], [5, 6, 4]] {
            add("prelu \(shape)", [image]) { graph, inputs in
                let alpha = graph.addConstant("alpha", shape: shape, ramp(shape.reduce(1, *)))
                return [try graph.append(.prelu(PReLU()), [inputs[0], alpha], name: "value", layer: "layer")]
            }
        }
        for shape in [[1, 4], [1, 3, 4], image] {
            single("softmax \(shape)", .softmax(Softmax(beta: 0.5)), shape)
            single("logSoftmax \(shape)", .logSoftmax(LogSoftmax()), shape)
        }
        for axis in 1..<4 {
            pair("concatenation \(axis)", .concatenation(Concatenation(axis: axis)), image, image)
        }
        pair("concatenation rank 2", .concatenation(Concatenation(axis: 1)), [1, 4], [1, 3])
        pair("concatenation rank 5", .concatenation(Concatenation(axis: 4)), [1, 2, 2, 2, 4], [1, 2, 2, 2, 3])
        add("concatenation of five", [image]) { graph, inputs in
            [
                try graph.append(
                    .concatenation(Concatenation(axis: 3)), Array(repeating: inputs[0], count: 5), name: "value",
                    layer: "layer")
            ]
        }
        for (axis, count) in [(3, 2), (2, 3)] {
            add("split \(axis)", [image]) { graph, inputs in
                try graph.appendMany(
                    .split(Split(axis: axis, count: count)), inputs, names: (0..<count).map { "part\($0)" },
                    layer: "layer")
            }
        }
        for axis in 1...3 { pair("pack \(axis)", .pack(Pack(axis: axis)), [1, 3, 4], [1, 3, 4]) }
        let border = [
            Pad.Amount.none, Pad.Amount(before: 1, after: 2), Pad.Amount(before: 0, after: 1), Pad.Amount.none,
        ]
        single("pad", .pad(Pad(amounts: border)), image)
        single("padV2", .pad(Pad(amounts: border, value: -1.5)), image)
        single("pad rank 3", .pad(Pad(amounts: Array(border.prefix(3)))), [1, 3, 4])
        single("pad rank 5", .pad(Pad(amounts: border + [Pad.Amount(before: 1, after: 1)])), [1, 2, 2, 2, 4])
        let middle = Slice.Range(start: 1, end: 4)
        single("slice", .slice(Slice(ranges: [nil, middle, Slice.Range(start: 0, end: 6, stride: 2), nil])), image)
        single(
            "slice removed", .slice(Slice(ranges: [nil, Slice.Range(start: 2, end: 3), nil], removedAxes: [1])),
            [1, 4, 3])
        single("slice rank 5", .slice(Slice(ranges: [nil, nil, nil, nil, middle])), [1, 2, 2, 2, 5])
        single("reshape flat", .reshape(Reshape(to: Shape([1, 120], isBatchFree: true))), image)
        single("reshape image", .reshape(Reshape(to: Shape([1, 2, 3, 20], isBatchFree: true))), [1, 120])
        single("reshape rank 5", .reshape(Reshape(to: Shape([1, 2, 3, 4, 5], isBatchFree: true))), [1, 120])
        single("reshape fixed", .reshape(Reshape(to: Shape([10, 12]))), [2, 60], isBatchFree: false)
        single("squeeze", .squeeze(Squeeze(axes: [1, 2])), [1, 1, 1, 4])
        for axis in 1...2 { single("expandDims \(axis)", .expandDims(ExpandDims(axis: axis)), [1, 4]) }
        single("transpose", .transpose(Transpose(permutation: [0, 3, 1, 2])), image)
        single("transpose rank 3", .transpose(Transpose(permutation: [0, 2, 1])), [1, 3, 4])
        single("transpose rank 5", .transpose(Transpose(permutation: [0, 4, 1, 3, 2])), [1, 2, 3, 2, 4])
        for function in Reduce.Function.allCases {
            for keeps in [false, true] {
                let name = "\(function.rawValue) \(keeps ? "kept" : "dropped")"
                single(name, .reduce(Reduce(function, axes: [1, 2], keepsDimensions: keeps)), image)
                single("\(name), last", .reduce(Reduce(function, axes: [3], keepsDimensions: keeps)), image)
                single("\(name), rank 3", .reduce(Reduce(function, axes: [1], keepsDimensions: keeps)), [1, 3, 4])
                single("\(name), rank 2", .reduce(Reduce(function, axes: [1], keepsDimensions: keeps)), [1, 4])
            }
        }
        for method in Resize.Method.allCases {
            let size = Pair(height: 10, width: 9)
            single("resize \(method)", .resize(Resize(method: method, size: size)), image)
            single(
                "resize \(method) half pixel", .resize(Resize(method: method, size: size, usesHalfPixelCenters: true)),
                image)
            single("resize \(method) corners", .resize(Resize(method: method, size: size, alignsCorners: true)), image)
        }
        single("cast", .cast(Cast(to: .int32)), image)
        single("cast to float", .cast(Cast(to: .float32)), image, type: .int32)
        single("shape", .shape(ShapeOf()), image)
        single("shape int64", .shape(ShapeOf(as: .int64)), image)
        add("quantize and dequantize", [image]) { graph, inputs in
            let integers = try graph.append(.quantize(Quantize()), inputs, name: "integers", layer: "layer")
            graph[integers].quantization = Quantization(
                scales: [0.5], zeroPoints: [-3], minimums: [-1], maximums: [4])
            return [try graph.append(.dequantize(Dequantize()), [integers], name: "reals", layer: "layer")]
        }
        add("int8 convolution", [image], type: .int8) { graph, inputs in
            graph[inputs[0]].quantization = Quantization(scales: [0.5], zeroPoints: [-1])
            let kernel = graph.addConstant(
                "kernel", shape: [3, 1, 1, 4], TensorData((0..<12).map { Int8($0 * 9 - 60) }))
            graph[kernel].quantization = Quantization(scales: [0.1, 0.2, 0.3], zeroPoints: [0, 0, 0])
            let bias = graph.addConstant("bias", shape: [3], TensorData([5, -7, 9] as [Int32]))
            graph[bias].quantization = Quantization(scales: [0.05, 0.1, 0.15], zeroPoints: [0, 0, 0])
            let result = try graph.append(
                .conv2D(Conv2D(padding: .same)), [inputs[0], kernel, bias], name: "conv", layer: "conv")
            graph[result].quantization = Quantization(scales: [2], zeroPoints: [4])
            let padded = try graph.append(
                .pad(Pad(amounts: border, value: 6)), [result], name: "padded", layer: "pad")
            graph[padded].quantization = graph[result].quantization
            return [padded]
        }
        return samples
    }

    static let unaryFunctions: [Unary.Function] = [
        .relu, .relu6, .reluN1To1, .relu0To1, .leakyRelu(alpha: 0.25), .elu, .gelu(isApproximate: false),
        .gelu(isApproximate: true), .hardSwish, .logistic, .tanh, .exp, .log, .sqrt, .rsqrt, .square, .abs, .neg, .sin,
        .cos, .floor, .ceil, .round, .sign,
    ]

    /// Numbers that are all different and both positive and negative.
    static func ramp(_ count: Int) -> [Float] { (0..<count).map { Float($0) / 8 - Float(count) / 20 } }
}
