import Convert
import ModelIR
import Testing

struct DropNoOperationsTests {
    @Test func identitiesGo() throws {
        var sketch = GraphSketch()
        var value = sketch.input(2, 3)
        let shape = Shape([1, 2, 3], isBatchFree: true)
        value = try sketch.node(.binary(Binary(.mul)), value, sketch.constant(1, values: [1]), name: "mul")
        value = try sketch.node(.binary(Binary(.add)), value, sketch.constant(3, values: [0, 0, 0]), name: "add")
        value = try sketch.node(.reshape(Reshape(to: shape)), value, name: "reshape")
        value = try sketch.node(.transpose(Transpose(permutation: [0, 1, 2])), value, name: "transpose")
        value = try sketch.node(.pad(Pad(amounts: [.none, .none, .none])), value, name: "pad")
        value = try sketch.node(.concatenation(Concatenation(axis: 1)), value, name: "concatenation")
        value = try sketch.node(.slice(Slice(ranges: [nil, nil, nil])), value, name: "slice")
        value = try sketch.node(.cast(Cast(to: .float32)), value, name: "cast")
        value = try sketch.node(.unary(Unary(.tanh)), value, name: "tanh")
        value = try sketch.node(.binary(Binary(.div)), value, sketch.constant(1, values: [1]), name: "div")
        sketch.output(value)
        try sketch.expect(DropNoOperations(), makes: ["TANH"])
    }

    @Test func whatChangesSomethingStays() throws {
        var sketch = GraphSketch()
        var value = sketch.input(2, 3)
        value = try sketch.node(.binary(Binary(.mul)), value, sketch.constant(3, values: [1, 1, 2]), name: "mul")
        value = try sketch.node(.binary(Binary(.add)), value, sketch.constant(2, 1, values: [0, 0]), name: "add")
        value = try sketch.node(.transpose(Transpose(permutation: [0, 2, 1])), value, name: "transpose")
        value = try sketch.node(
            .binary(Binary(.add, activation: .relu)), value, sketch.constant(1, values: [0]), name: "relu")
        sketch.output(value)
        try sketch.expect(DropNoOperations(), makes: ["MUL", "ADD", "TRANSPOSE", "ADD"])
    }

    @Test func aModelThatDoesNothingKeepsOneNode() throws {
        var sketch = GraphSketch()
        let value = try sketch.node(
            .binary(Binary(.mul)), sketch.input(2), sketch.constant(1, values: [1]), name: "mul")
        sketch.output(value)
        try sketch.expect(DropNoOperations(), makes: ["MUL"])
    }
}
