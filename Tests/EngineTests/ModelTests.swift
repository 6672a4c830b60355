import Engine
import ModelIR
import Testing

@Suite struct ModelTests {
    @Test func hugeTensorsAreRefused() throws {
        for dimensions in [[1 << 40], [1 << 31, 1 << 31, 1 << 31], [.max, .max]] {
            var graph = Graph()
            let x = graph.addInput("x", shape: Shape(dimensions))
            graph.outputs = [Port(name: "y", value: x)]
            let error = #expect(throws: EngineError.self) { _ = try Model(graph: graph) }
            #expect(error?.code == .tooLarge)
        }
    }

    /// A batch that makes the values of a run larger than the limit is refused before memory is taken.
    @Test func hugeBatchesAreRefused() throws {
        let model = try Model(
            graph: graph(of: .unary(Unary(.abs)), inputs: [Shape([1, 1 << 20], isBatchFree: true)]))
        for batch in [1 << 12, Int.max / 2, Int.max] {
            let error = #expect(throws: EngineError.self) { _ = try Session(model: model, batch: batch) }
            #expect(error?.code == .tooLarge)
        }
    }

    @Test func brokenGraphsAreRefused() throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([2]))
        let never = graph.add(Value(name: "never", shape: Shape([2])))
        graph.nodes = [Node(op: .unary(Unary(.abs)), inputs: [never], outputs: [x], layer: "layer")]
        let error = #expect(throws: EngineError.self) { _ = try Model(graph: graph) }
        #expect(error?.code == .invalidModel)
    }

    @Test func equalNamesAreRefused() throws {
        var graph = Graph()
        let first = graph.addInput("x", shape: Shape([2]))
        _ = graph.addInput("x", shape: Shape([2]))
        graph.outputs = [Port(name: "y", value: first)]
        let error = #expect(throws: EngineError.self) { _ = try Model(graph: graph) }
        #expect(error?.message == "the model has two inputs or two outputs named 'x'")
    }

    /// Inputs and constants can be outputs just as they are, several times, too.
    @Test func outputsWithoutOperators() throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 2], isBatchFree: true))
        let constant = graph.addConstant("c", shape: [2], [5, 6])
        let reshaped = try graph.append(
            .reshape(Reshape(to: Shape([1, 2, 1], isBatchFree: true))), [x], name: "r", layer: "r")
        graph.outputs = [
            Port(name: "a", value: x), Port(name: "b", value: reshaped), Port(name: "c", value: constant),
            Port(name: "d", value: x),
        ]
        let session = try Session(model: Model(graph: graph))
        let results = try session.run(["x": Tensor(shape: [2, 2], [1, 2, 3, 4] as [Float])])
        #expect(results["a"]?.floats() == [1, 2, 3, 4])
        #expect(results["b"]?.shape == [2, 2, 1])
        #expect(results["b"]?.floats() == [1, 2, 3, 4])
        #expect(results["c"]?.floats() == [5, 6])
        #expect(results["d"]?.floats() == [1, 2, 3, 4])
    }

    /// Operators whose inputs are constants are computed once, in chains, too.
    @Test func constantsAreFolded() throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 2], isBatchFree: true))
        let constant = graph.addConstant("c", shape: [2], [2, 3])
        let square = try graph.append(.unary(Unary(.square)), [constant], name: "square", layer: "a")
        let shaped = try graph.append(.reshape(Reshape(to: Shape([1, 2]))), [square], name: "shaped", layer: "b")
        let y = try graph.append(.binary(Binary(.mul)), [x, shaped], name: "y", layer: "c")
        graph.outputs = [Port(name: "y", value: y), Port(name: "square", value: square)]
        let session = try Session(model: Model(graph: graph))
        let results = try session.run(["x": Tensor(shape: [2, 2], [1, 1, 2, 2] as [Float])])
        #expect(results["y"]?.floats() == [4, 9, 8, 18])
        #expect(results["square"]?.floats() == [4, 9])
    }

    /// A shape that was fixed for one sample says so instead of computing nonsense for more.
    @Test func fixedShapesRunOneSampleOnly() throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 2, 2], isBatchFree: true))
        let kernel = graph.addConstant("k", shape: [1, 2], [1, 1])
        let y = try graph.append(.fullyConnected(FullyConnected()), [x, kernel], name: "y", layer: "dense")
        graph.outputs = [Port(name: "y", value: y)]
        let session = try Session(model: Model(graph: graph))
        let one = Tensor(shape: [1, 2, 2], [1, 2, 3, 4] as [Float])
        #expect(try session.run(["x": one])["y"]?.floats() == [3, 7])
        let error = #expect(throws: EngineError.self) { _ = try session.run(["x": Grid([2, 2, 2]).tensor]) }
        #expect(
            error?.description
                == "FULLY_CONNECTED of layer 'dense': the shape of its result is fixed, so that the model runs only "
                + "with a batch of 1")
    }
}
