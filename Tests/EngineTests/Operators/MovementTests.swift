import Engine
import ModelIR
import Testing

@Suite struct MovementTests {
    private func counting(_ shape: [Int]) -> Grid { Grid(shape, (0..<shape.reduce(1, *)).map { Float($0 + 1) }) }

    @Test(arguments: 0..<3) func concatenation(_ axis: Int) throws {
        let shapes = [1, 3, 2].map { size in
            var shape = [2, 3, 5]
            shape[axis] = size
            return shape
        }
        let inputs = shapes.map(counting)
        var shape = [2, 3, 5]
        shape[axis] = 6
        let expected = Grid.make(shape) { index in
            var index = index
            var part = 0
            while index[axis] >= shapes[part][axis] {
                index[axis] -= shapes[part][axis]
                part += 1
            }
            return min(inputs[part][index], 6)
        }
        let op = Operator.concatenation(Concatenation(axis: axis, activation: .relu6))
        #expect(try deviation(of: op, inputs: inputs, from: [expected]) == 0)
    }

    @Test(arguments: 0..<4) func pack(_ axis: Int) throws {
        let inputs = (0..<3).map { part in Grid.make([2, 3, 4]) { Float(part * 100 + $0[0] * 12 + $0[1] * 4 + $0[2]) } }
        var shape = [2, 3, 4]
        shape.insert(3, at: axis)
        let expected = Grid.make(shape) { index in
            var inner = index
            inner.remove(at: axis)
            return inputs[index[axis]][inner]
        }
        #expect(try deviation(of: .pack(Pack(axis: axis)), inputs: inputs, from: [expected]) == 0)
    }

    @Test(arguments: 0..<3) func split(_ axis: Int) throws {
        let input = counting([4, 6, 2])
        var shape = input.shape
        shape[axis] /= 2
        let expected = (0..<2).map { part in
            Grid.make(shape) { index in
                var index = index
                index[axis] += part * shape[axis]
                return input[index]
            }
        }
        #expect(try deviation(of: .split(Split(axis: axis, count: 2)), inputs: [input], from: expected) == 0)
    }

    @Test(arguments: [Float(0), -1.5]) func pad(_ value: Float) throws {
        let input = counting([2, 3, 1, 4])
        let amounts = [(1, 0), (0, 2), (3, 1), (2, 2)].map { Pad.Amount(before: $0.0, after: $0.1) }
        let shape = zip(input.shape, amounts).map { $0 + $1.before + $1.after }
        let expected = Grid.make(shape) { index in
            let inner = zip(index, amounts).map { $0 - $1.before }
            return zip(inner, input.shape).allSatisfy { (0..<$1).contains($0) } ? input[inner] : value
        }
        #expect(try deviation(of: .pad(Pad(amounts: amounts, value: value)), inputs: [input], from: [expected]) == 0)
    }

    @Test func slice() throws {
        let input = counting([3, 7, 4, 5])
        let slice = Slice(
            ranges: [
                .init(start: 1, end: 2), .init(start: 1, end: 7, stride: 2), nil, .init(start: 2, end: 5, stride: 2),
            ], removedAxes: [0])
        let expected = Grid.make([3, 4, 2]) { input[[1, 1 + 2 * $0[0], $0[1], 2 + 2 * $0[2]]] }
        #expect(try deviation(of: .slice(slice), inputs: [input], from: [expected]) == 0)
    }

    @Test(arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [0, 3, 1, 2], [0, 2, 3, 1], [2, 0, 3, 1], [1, 0, 2, 3]])
    func transpose(_ permutation: [Int]) throws {
        let input = counting([2, 3, 4, 5])
        let expected = Grid.make(permutation.map { input.shape[$0] }) { index in
            var source = index
            for (axis, from) in permutation.enumerated() { source[from] = index[axis] }
            return input[source]
        }
        let op = Operator.transpose(Transpose(permutation: permutation))
        #expect(try deviation(of: op, inputs: [input], from: [expected]) == 0)
    }

    @Test func sameElements() throws {
        let input = counting([2, 1, 6])
        #expect(
            try deviation(
                of: .reshape(Reshape(to: Shape([3, 4]))), inputs: [input], from: [Grid([3, 4], input.elements)]) == 0)
        #expect(
            try deviation(of: .squeeze(Squeeze(axes: [1])), inputs: [input], from: [Grid([2, 6], input.elements)]) == 0)
        #expect(
            try deviation(
                of: .expandDims(ExpandDims(axis: 3)), inputs: [input], from: [Grid([2, 1, 6, 1], input.elements)]) == 0)
    }

    @Test(arguments: [ElementType.int8, .int16, .int32, .int64]) func otherTypes(_ type: ElementType) throws {
        var graph = Graph()
        let input = graph.addInput("x", type: type, shape: Shape([2, 3]))
        let turned = try graph.append(.transpose(Transpose(permutation: [1, 0])), [input], name: "t", layer: "t")
        let padded = try graph.append(
            .pad(Pad(amounts: [.init(before: 1, after: 0), .none], value: 7)), [turned], name: "p", layer: "p")
        graph.outputs = [Port(name: "y", value: padded)]
        let data: Tensor =
            switch type {
            case .int8: Tensor(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Int8])
            case .int16: Tensor(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Int16])
            case .int32: Tensor(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Int32])
            default: Tensor(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Int64])
            }
        let result = try Session(model: Model(graph: graph)).run(["x": data])
        #expect(result["y"]?.type == type)
        #expect(result["y"]?.floats() == [7, 7, 1, 4, 2, 5, 3, 6])
    }
}
