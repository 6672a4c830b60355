import Convert
import ModelIR
import Testing

@Suite struct ScaleGroupsTests {
    private func groups(_ sketch: GraphSketch) -> [(names: [String], fixed: ActivationScale?)] {
        ScaleGroups(graph: sketch.graph).groups.map { group in
            (names: group.values.map { sketch.graph[$0].name }, fixed: group.fixed)
        }
    }

    @Test func movedIntegersKeepTheirScale() throws {
        var sketch = GraphSketch()
        let input = sketch.input(4, 4, 2)
        let pool = Pool2D(kind: .max, window: Pair(2), strides: Pair(2), padding: .valid)
        let pooled = try sketch.node(.pool2D(pool), input, name: "pool")
        let flat = try sketch.node(.reshape(Reshape(to: Shape([1, 8], isBatchFree: true))), pooled, name: "flat")
        let result = try sketch.node(.unary(Unary(.relu)), flat, name: "relu")
        sketch.output(result)
        let found = groups(sketch)
        #expect(found.map(\.names) == [["input", "pool", "flat"], ["relu"]])
        #expect(found.allSatisfy { $0.fixed == nil })
    }

    @Test func fixedScalesGoOnThroughMovements() throws {
        var sketch = GraphSketch()
        let input = sketch.input(8)
        let gate = try sketch.node(.unary(Unary(.logistic)), input, name: "gate")
        let shaped = try sketch.node(
            .reshape(Reshape(to: Shape([1, 2, 4], isBatchFree: true))), gate, name: "shaped")
        sketch.output(shaped)
        let found = groups(sketch)
        #expect(found.map(\.names) == [["input"], ["gate", "shaped"]])
        #expect(found[1].fixed == .probability)
    }

    @Test func fixedInputsOfAConcatenationAreRescaled() throws {
        var sketch = GraphSketch()
        let input = sketch.input(8)
        let gate = try sketch.node(.unary(Unary(.logistic)), input, name: "gate")
        let joined = try sketch.node(.concatenation(Concatenation(axis: 1)), input, gate, name: "joined")
        sketch.output(joined)
        #expect(groups(sketch).map(\.names) == [["input", "joined"], ["gate"]])
        #expect(ScaleGroups(graph: sketch.graph).rescaled == [ScaleGroups.Edge(node: 1, input: 1)])
    }

    @Test func equalFixedInputsOfAConcatenationStay() throws {
        var sketch = GraphSketch()
        let input = sketch.input(8)
        let gate = try sketch.node(.unary(Unary(.logistic)), input, name: "gate")
        let probabilities = try sketch.node(.softmax(Softmax()), input, name: "softmax")
        let joined = try sketch.node(.concatenation(Concatenation(axis: 1)), gate, probabilities, name: "joined")
        sketch.output(joined)
        #expect(groups(sketch).map(\.names) == [["input"], ["gate", "softmax", "joined"]])
        #expect(ScaleGroups(graph: sketch.graph).rescaled.isEmpty)
    }

    @Test func differentFixedInputsGetAThirdScale() throws {
        var sketch = GraphSketch()
        let input = sketch.input(8)
        let gate = try sketch.node(.unary(Unary(.logistic)), input, name: "gate")
        let tanh = try sketch.node(.unary(Unary(.tanh)), input, name: "tanh")
        let joined = try sketch.node(.binary(Binary(.maximum)), gate, tanh, name: "joined")
        sketch.output(joined)
        let found = groups(sketch)
        #expect(found.map(\.names) == [["input"], ["gate"], ["tanh"], ["joined"]])
        #expect(found.map(\.fixed) == [nil, .probability, .signedUnit, nil])
    }

    @Test func fixedScaleThatCannotHoldAConstantIsRescaled() throws {
        var sketch = GraphSketch()
        let gate = try sketch.node(.unary(Unary(.logistic)), sketch.input(8), name: "gate")
        let floor = sketch.constant(1, values: [0.5])
        let ceiling = sketch.constant(1, values: [3])
        let inside = try sketch.node(.binary(Binary(.maximum)), gate, floor, name: "inside")
        let outside = try sketch.node(.binary(Binary(.maximum)), gate, ceiling, name: "outside")
        sketch.output(inside, name: "a")
        sketch.output(outside, name: "b")
        #expect(groups(sketch).map(\.names) == [["input"], ["gate", "inside"], ["outside"]])
        #expect(ScaleGroups(graph: sketch.graph).rescaled == [ScaleGroups.Edge(node: 2, input: 0)])
    }

    @Test func valuesInsideAFloatIslandHaveNoScale() throws {
        var sketch = GraphSketch()
        let input = sketch.input(8)
        let one = sketch.constant(1, values: [1])
        let exp = try sketch.node(.unary(Unary(.exp)), input, name: "exp")
        let sum = try sketch.node(.binary(Binary(.add)), exp, one, name: "sum")
        let log = try sketch.node(.unary(Unary(.log)), sum, name: "log")
        let result = try sketch.node(.unary(Unary(.relu)), log, name: "result")
        sketch.output(result)
        #expect(groups(sketch).map(\.names) == [["input"], ["log"], ["result"]])
        #expect(FloatIslands(graph: sketch.graph).reasons.map { $0 != nil } == [true, true, true, false])
    }
}
