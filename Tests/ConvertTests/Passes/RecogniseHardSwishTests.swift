import Convert
import ModelIR
import Testing

struct RecogniseHardSwishTests {
    /// The places where the sixth can be applied.
    enum Form: CaseIterable { case gateTimesSixth, gateDividedBySix, productTimesSixth, sixthTimesGate }

    @Test(arguments: Form.allCases) func writtenOut(form: Form) throws {
        var sketch = GraphSketch()
        let input = try sketch.node(.unary(Unary(.neg)), sketch.input(3, 3, 4), name: "neg")
        let shifted = try sketch.node(.binary(Binary(.add)), input, sketch.constant(1, values: [3]), name: "shifted")
        let gate = try sketch.node(.unary(Unary(.relu6)), shifted, name: "gate")
        let sixth = sketch.constant(1, values: [1.0 / 6.0])
        switch form {
        case .gateTimesSixth:
            let part = try sketch.node(.binary(Binary(.mul)), gate, sixth, name: "part")
            sketch.output(try sketch.node(.binary(Binary(.mul)), input, part, name: "product"))
        case .gateDividedBySix:
            let part = try sketch.node(.binary(Binary(.div)), gate, sketch.constant(1, values: [6]), name: "part")
            sketch.output(try sketch.node(.binary(Binary(.mul)), part, input, name: "product"))
        case .productTimesSixth:
            let product = try sketch.node(.binary(Binary(.mul)), input, gate, name: "product")
            sketch.output(try sketch.node(.binary(Binary(.mul)), product, sixth, name: "part"))
        case .sixthTimesGate:
            let part = try sketch.node(.binary(Binary(.mul)), sixth, gate, name: "part")
            sketch.output(try sketch.node(.binary(Binary(.mul)), part, input, name: "product"))
        }
        try sketch.expect(RecogniseHardSwish(), makes: ["NEG", "HARD_SWISH"])
    }

    @Test func hardSigmoidAloneStays() throws {
        var sketch = GraphSketch()
        let input = sketch.input(3)
        let shifted = try sketch.node(.binary(Binary(.add)), input, sketch.constant(1, values: [3]), name: "shifted")
        let gate = try sketch.node(.unary(Unary(.relu6)), shifted, name: "gate")
        sketch.output(
            try sketch.node(.binary(Binary(.mul)), gate, sketch.constant(1, values: [1.0 / 6.0]), name: "part"))
        try sketch.expect(RecogniseHardSwish(), makes: ["ADD", "RELU6", "MUL"])
    }
}
