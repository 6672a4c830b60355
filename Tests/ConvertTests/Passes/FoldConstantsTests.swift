import Convert
import ModelIR
import Testing

struct FoldConstantsTests {
    @Test func whatReadsOnlyConstantsBecomesOne() throws {
        var sketch = GraphSketch()
        let sum = try sketch.node(.binary(Binary(.add)), sketch.constant(2, 3), sketch.constant(3), name: "sum")
        let flipped = try sketch.node(.transpose(Transpose(permutation: [1, 0])), sum, name: "flipped")
        sketch.output(try sketch.node(.binary(Binary(.mul)), sketch.input(3, 2), flipped, name: "product"))
        try sketch.expect(FoldConstants(), makes: ["MUL"])
    }
}
