import ModelIR

enum SmallGraph {
    /// A convolution whose kernel is used twice, a quantized dense layer, and a reshape with its shape.
    static func make(provenance: Provenance? = nil, isQuantized: Bool = true) throws -> Graph {
        var graph = Graph(name: "small")
        let image = graph.addInput("image", shape: Shape([1, 4, 4, 3], isBatchFree: true))
        let kernel = graph.addConstant("conv/kernel", shape: [3, 1, 1, 3], [-1, 2, 3, 4, 5, 6, 7, 8, 9])
        let bias = graph.addConstant("conv/bias", shape: [3], [-2, 0, .infinity])
        let conv = Operator.conv2D(Conv2D(padding: .same))
        let first = try graph.append(conv, [image, kernel, bias], name: "conv", layer: "conv")
        let second = try graph.append(conv, [first, kernel], name: "conv#2", layer: "conv")
        let flat = try graph.append(
            .reshape(Reshape(to: Shape([1, 48], isBatchFree: true))), [second], name: "flat", layer: "flat")
        let kernelOfDense =
            isQuantized
            ? Value(
                name: "dense/kernel", type: .int8, shape: Shape([2, 48]),
                data: TensorData((0..<96).map { Int8($0 < 48 ? -100 : 50) }),
                quantization: Quantization(scales: [0.5, 0.1], zeroPoints: [0, 0], axis: 0))
            : Value(
                name: "dense/kernel", shape: Shape([2, 48]), data: TensorData((0..<96).map { Float($0 < 48 ? -50 : 5) })
            )
        let weights = graph.add(kernelOfDense)
        let dense = try graph.append(
            .fullyConnected(FullyConnected()), [flat, weights], name: "scores", layer: "dense")
        graph.outputs = [Port(name: "scores", value: dense)]
        graph.provenance = provenance
        return graph
    }

    static var calibrated: Provenance {
        var provenance = provenance
        provenance.precision = "int8"
        provenance.calibration = Provenance.Calibration(
            method: "minmax", part: "x_train", available: 50, fraction: 0.08, classes: [2, 3], seed: 7,
            samples: SampleRuns([3, 16, 17, 40]), digest: String(repeating: "0f", count: 32))
        return provenance
    }

    static let provenance = Provenance(
        tool: "qconv 1.0", source: "small.h5", sourceSHA256: String(repeating: "ab", count: 32), kerasVersion: "3.15.0",
        options: [], parameters: ParameterCount(total: 120, trainable: 100))
}
