import Engine
import ModelIR
import Testing

@Suite struct SessionTests {
    /// Doubles its input, whose batch is free.
    private func doubling() throws -> Model {
        var graph = Graph(name: "doubling")
        let input = graph.addInput("image", shape: Shape([1, 2], isBatchFree: true))
        let two = graph.addConstant("two", shape: [1], [2])
        graph.outputs = [
            Port(
                name: "result", value: try graph.append(.binary(Binary(.mul)), [input, two], name: "y", layer: "times"))
        ]
        return try Model(graph: graph)
    }

    @Test func description() throws {
        let model = try doubling()
        #expect(model.name == "doubling")
        #expect(model.inputs.map(\.description) == ["image: float32 (?, 2)"])
        #expect(model.outputs.map(\.description) == ["result: float32 (?, 2)"])
    }

    @Test(arguments: [1, 2, 3, 64, 65, 200]) func anyBatch(_ batch: Int) throws {
        let session = try Session(model: doubling())
        let elements = (0..<2 * batch).map { Float($0) }
        let result = try session.run(["image": Tensor(shape: [batch, 2], elements)])
        #expect(result["result"]?.shape == [batch, 2])
        #expect(result["result"]?.floats() == elements.map { 2 * $0 })
    }

    @Test func convertsInputs() throws {
        let session = try Session(model: doubling())
        for tensor in [
            Tensor(shape: [1, 2], [UInt8(3), 200]), Tensor(shape: [1, 2], [3.0, 200.0]),
            Tensor(shape: [1, 2], [Int64(3), 200]),
        ] {
            #expect(try session.run(["image": tensor])["result"]?.floats() == [6, 400])
        }
    }

    @Test func quantizesInputs() throws {
        var graph = Graph()
        let input = graph.addInput("image", type: .int8, shape: Shape([1, 4], isBatchFree: true))
        let output = try graph.append(
            .reshape(Reshape(to: Shape([1, 4], isBatchFree: true))), [input], name: "y", layer: "same")
        for value in [input, output] { graph[value].quantization = Quantization(scales: [0.5], zeroPoints: [3]) }
        graph.outputs = [Port(name: "result", value: output)]
        let model = try Model(graph: graph)
        let session = try Session(model: model)
        let numbers = Tensor(shape: [2, 4], [0, 1.25, -1.75, 1000, .nan, -1000, 62.25, 0.5] as [Float])
        let result = try #require(try session.run(["image": numbers])["result"])
        #expect(result.data.elements(as: Int8.self) == [3, 5, -1, 127, 3, -128, 127, 4])
        #expect(
            model.outputs[0].quantization?.realNumbers(of: result) == [0, 1, -2, 62, 0, -65.5, 62, 0.5])
        let stored = Tensor(shape: [1, 4], [1, 2, 3, 4] as [Int8])
        #expect(try session.run(["image": stored])["result"]?.data.elements(as: Int8.self) == [1, 2, 3, 4])
        #expect(throws: EngineError.self) {
            try session.run(["image": Tensor(shape: [1, 4], [1, 2, 3, 4] as [UInt8])])
        }
    }

    @Test func rejectsWrongInputs() throws {
        let session = try Session(model: doubling())
        let good = Tensor(shape: [1, 2], [Float(1), 2])
        func message(_ inputs: [String: Tensor]) -> String? {
            #expect(throws: EngineError.self) { _ = try session.run(inputs) }?.description
        }
        #expect(message([:]) == "'image': the input is missing; it is float32 of shape (?, 2)")
        #expect(
            message(["image": good, "mask": good])
                == "'mask': the model has no input of this name; it takes 'image'")
        #expect(
            message(["image": Tensor(shape: [2], [Float(1), 2])])
                == "'image': the input has shape (2), but the model takes (?, 2)")
        #expect(
            message(["image": Tensor(shape: [0, 2], [Float]())])
                == "'image': the input has shape (0, 2), but the model takes (?, 2)")
    }

    @Test func rejectsWrongOptions() throws {
        let model = try doubling()
        for (threads, batch) in [(0, 1), (257, 1), (1, 0), (1, -1)] {
            let error = #expect(throws: EngineError.self) {
                _ = try Session(model: model, threads: threads, batch: batch)
            }
            #expect(error?.code == .badOption)
        }
    }

    /// A run with another batch leaves the one that `invoke()` computes.
    @Test func runKeepsThePlannedBatch() throws {
        let session = try Session(model: doubling(), batch: 2)
        session.withInput(0) { $0.copyBytes(from: [Float(1), 2, 3, 4].withUnsafeBytes { Array($0) }) }
        _ = try session.run(["image": Tensor(shape: [1, 2], [5, 6] as [Float])])
        #expect(session.batch == 2)
        session.invoke()
        session.withOutput(0) { #expect(Array($0.bindMemory(to: Float.self)) == [2, 4, 6, 8]) }
        try session.resize(batch: 1)
        #expect(session.batch == 1)
        session.withInput(0) { #expect($0.count == 8) }
    }

    @Test func invokesInPlace() throws {
        let session = try Session(model: doubling(), batch: 2)
        session.withInput(0) { $0.copyBytes(from: [Float(1), 2, 3, 4].withUnsafeBytes { Array($0) }) }
        for _ in 0..<2 {
            session.invoke()
            session.withOutput(0) { #expect(Array($0.bindMemory(to: Float.self)) == [2, 4, 6, 8]) }
        }
    }
}
