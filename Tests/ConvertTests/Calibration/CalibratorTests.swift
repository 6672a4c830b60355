import Convert
import Engine
import ModelIR
import Testing

@Suite("Calibrator")
struct CalibratorTests {
    /// A convolution with swish, pooled, reshaped and fed to a dense layer.
    private func sketch() throws -> Graph {
        var sketch = GraphSketch()
        let image = sketch.input(8, 8, 3)
        let convolved = try sketch.node(
            .conv2D(Conv2D(strides: Pair(height: 1, width: 1), padding: .same)), image, sketch.constant(24, 3, 3, 3),
            sketch.constant(24), name: "conv")
        let gate = try sketch.node(.unary(Unary(.logistic)), convolved, name: "gate")
        let swish = try sketch.node(.binary(Binary(.mul)), convolved, gate, name: "swish")
        let mean = try sketch.node(.reduce(Reduce(.mean, axes: [1, 2], keepsDimensions: true)), swish, name: "mean")
        let flat = try sketch.node(.reshape(Reshape(to: Shape([1, 24], isBatchFree: true))), mean, name: "flat")
        let dense = try sketch.node(
            .fullyConnected(FullyConnected()), flat, sketch.constant(5, 24), sketch.constant(5), name: "dense")
        sketch.output(dense)
        return sketch.graph
    }

    private func samples(_ count: Int, seed: UInt64 = 5) -> Tensor {
        var random = SplitMix(state: seed)
        return Tensor(
            shape: [count, 8, 8, 3], (0..<count * 192).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    @Test("sees what a run that keeps every value gives")
    func compared() throws {
        let graph = try sketch()
        let tensor = samples(37)
        var calibrator = try Calibrator(graph: graph, threads: 2)
        try calibrator.observe(["input": tensor])
        let observations = calibrator.finish()
        let session = try Session(model: Model(graph: graph), keepsIntermediates: true)
        var values = try session.run(["input": tensor])
        values["input"] = Tensor(shape: tensor.shape, tensor.floats())
        #expect(observations.sampleCount == 37)
        #expect(observations.values.map(\.name) == ["input", "conv", "swish", "mean", "flat", "dense"])
        #expect(observations["input"]?.storedType == .uint8)
        for observation in observations.values {
            let elements = try #require(values[observation.name]).floats()
            #expect(observation.elementCount == elements.count)
            // A swish that is computed in one step may differ in the last bit.
            let scale = elements.reduce(0) { max($0, abs($1)) }
            func isClose(_ seen: Float, _ expected: Float?) -> Bool {
                expected.map { abs($0 - seen) <= 2e-7 * scale } ?? false
            }
            #expect(isClose(observation.minimum, elements.min()))
            #expect(isClose(observation.maximum, elements.max()))
            let count = observation.channels.count
            #expect(count == graph[observation.value].shape.dimensions.last)
            for (index, channel) in observation.channels.enumerated() {
                let own = stride(from: index, to: elements.count, by: count).map { elements[$0] }
                #expect(channel.count == own.count)
                let isBounded = isClose(channel.minimum, own.min()) && isClose(channel.maximum, own.max())
                #expect(isBounded)
                #expect(abs(Float(channel.mean) - own.reduce(0, +) / Float(own.count)) < 1e-4 * scale)
                let square = own.reduce(0.0) { $0 + Double($1 * $1) }
                #expect(abs(channel.sumOfSquares - square) < 1e-4 * square)
            }
            #expect(observation.histogram.total > 0)
            #expect(observation.histogram.center(0) <= Double(observation.minimum) + observation.histogram.width)
        }
    }

    @Test("gives the same with any number of threads", arguments: [2, 3, 5])
    func threads(count: Int) throws {
        let graph = try sketch()
        func observe(threads: Int) throws -> Observations {
            var calibrator = try Calibrator(graph: graph, threads: threads)
            for (batch, size) in [100, 3, 61].enumerated() {
                try calibrator.observe(["input": samples(size, seed: UInt64(batch))])
            }
            return calibrator.finish()
        }
        let one = try observe(threads: 1)
        let many = try observe(threads: count)
        #expect(one.sampleCount == 164 && many.sampleCount == 164)
        for (first, second) in zip(one.values, many.values) {
            #expect(first.histogram == second.histogram)
            #expect(first.channels == second.channels)
            #expect((first.minimum, first.maximum) == (second.minimum, second.maximum))
        }
    }

    /// Moments and channels are looked at in the first blocks alone, extremes and histograms in all.
    @Test("sees the extremes of samples that come late, with any number of threads", arguments: [1, 2, 3])
    func lateSamples(threads: Int) throws {
        let graph = try sketch()
        var calibrator = try Calibrator(graph: graph, threads: threads)
        let detailed = calibrator.batchSize
        for seed in 0..<3 { try calibrator.observe(["input": samples(detailed, seed: UInt64(seed))]) }
        var late = samples(50, seed: 9).floats()
        late[7000] = 5000
        late[8000] = -3000
        try calibrator.observe(["input": Tensor(shape: [50, 8, 8, 3], late)])
        let observations = calibrator.finish()
        let input = try #require(observations["input"])
        #expect(observations.sampleCount == 3 * detailed + 50)
        #expect(input.elementCount == (3 * detailed + 50) * 192)
        #expect((input.minimum, input.maximum) == (-3000, 5000))
        #expect(input.channels.map(\.count) == Array(repeating: detailed * 64, count: 3))
        #expect(input.channels.allSatisfy { $0.maximum <= 255 })
        #expect(input.histogram.center(0) <= -3000 + input.histogram.width)
        var one = try Calibrator(graph: graph, threads: 1)
        for seed in 0..<3 { try one.observe(["input": samples(detailed, seed: UInt64(seed))]) }
        try one.observe(["input": Tensor(shape: [50, 8, 8, 3], late)])
        for (first, second) in zip(one.finish().values, observations.values) {
            #expect(first.histogram == second.histogram)
            #expect((first.minimum, first.maximum) == (second.minimum, second.maximum))
            #expect(first.channels == second.channels)
        }
        late[11] = .nan
        late[12] = .infinity
        let error = try #require(throws: ConversionError.self) {
            try calibrator.observe(["input": Tensor(shape: [50, 8, 8, 3], late)])
        }
        #expect(error.description.contains("'input'") && error.description.contains("2 numbers"))
    }

    @Test("names the first layer that computes NaN")
    func notFinite() throws {
        var sketch = GraphSketch()
        let input = sketch.input(4)
        let fine = try sketch.node(.unary(Unary(.square)), input, name: "fine")
        let bad = try sketch.node(.unary(Unary(.log)), fine, name: "bad")
        let next = try sketch.node(.unary(Unary(.relu)), bad, name: "next")
        sketch.output(next)
        var calibrator = try Calibrator(graph: sketch.graph, threads: 2)
        let zeros = Tensor(shape: [2, 4], [Float](repeating: 0, count: 8))
        let error = try #require(throws: ConversionError.self) { try calibrator.observe(["input": zeros]) }
        #expect(error.description.contains("'bad'") && error.description.contains("8 numbers"))
        let nan = Tensor(shape: [1, 4], [1, 2, Float.nan, 3])
        let other = try #require(throws: ConversionError.self) { try calibrator.observe(["input": nan]) }
        #expect(other.description.contains("'input'"))
    }

    @Test("refuses samples that do not fit")
    func badSamples() throws {
        let graph = try sketch()
        var calibrator = try Calibrator(graph: graph, threads: 1)
        for batch in [
            [:], ["image": samples(1)], ["input": Tensor(shape: [1, 8, 8, 1], [Float](repeating: 0, count: 64))],
        ] {
            #expect(throws: ConversionError.self) { try calibrator.observe(batch) }
        }
    }
}
