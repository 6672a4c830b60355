import Engine
import ModelIR
import Testing

@Suite("Sessions side by side")
struct SessionGroupTests {
    /// A convolution, its mean, and the image doubled, which leaves no room for more than a few samples in a block.
    private func model() throws -> Model {
        var random = Seeded(3)
        var graph = Graph()
        let image = graph.addInput("image", shape: Shape([1, 64, 64, 16], isBatchFree: true))
        let kernel = graph.addConstant("kernel", shape: [8, 3, 3, 16], random.floats(1152))
        let conv = try graph.append(.conv2D(Conv2D(padding: .same)), [image, kernel], name: "conv", layer: "conv")
        let mean = try graph.append(
            .reduce(Reduce(.mean, axes: [1, 2], keepsDimensions: false)), [conv], name: "mean", layer: "mean")
        let twice = try graph.append(.binary(Binary(.add)), [image, image], name: "twice", layer: "twice")
        graph.outputs = [Port(name: "mean", value: mean), Port(name: "twice", value: twice)]
        return try Model(graph: graph)
    }

    private func images(_ count: Int) -> Tensor {
        var random = Seeded(UInt64(count))
        return Tensor(shape: [count, 64, 64, 16], random.floats(count * 65_536))
    }

    @Test("give what one session gives, with any number of threads", arguments: [1, 2, 3])
    func agreesWithSession(threads: Int) throws {
        let model = try model()
        let group = try SessionGroup(model: model, threads: threads)
        let session = try Session(model: model)
        let one = try SessionGroup(model: model, threads: 1)
        #expect(group.instructionSet == session.instructionSet)
        for count in [1, 2, 11, 11, 30] {
            let images = images(count)
            let results = try group.run(["image": images])
            let expected = try session.run(["image": images])
            let alone = try one.run(["image": images])
            #expect(results.keys.sorted() == ["mean", "twice"])
            for (name, tensor) in results {
                let wanted = try #require(expected[name])
                #expect(tensor.shape == wanted.shape)
                #expect(deviation(tensor.floats(), wanted.floats()) < 1e-5)
                // How many threads there are changes nothing at all.
                #expect(tensor.floats() == alone[name]?.floats())
            }
        }
    }

    @Test("refuse what does not fit")
    func refuses() throws {
        let group = try SessionGroup(model: model(), threads: 2)
        #expect(throws: EngineError.self) { try group.run([:]) }
        #expect(throws: EngineError.self) {
            try group.run(["image": Tensor(shape: [1, 8, 8, 16], [Float](repeating: 0, count: 1024))])
        }
    }

    @Test("run a model whose outputs do not grow with the batch as a whole")
    func runsWhole() throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 4], isBatchFree: true))
        let constant = graph.addConstant("c", shape: [2], [1, 2])
        let doubled = try graph.append(.binary(Binary(.add)), [constant, constant], name: "d", layer: "d")
        let y = try graph.append(.unary(Unary(.relu)), [x], name: "y", layer: "y")
        graph.outputs = [Port(name: "y", value: y), Port(name: "d", value: doubled)]
        let group = try SessionGroup(model: Model(graph: graph), threads: 2)
        let results = try group.run(["x": Tensor(shape: [100, 4], (0..<400).map { Float($0) })])
        #expect(results["y"]?.floats() == (0..<400).map { Float($0) })
        #expect(results["d"]?.floats() == [2, 4])
    }
}
