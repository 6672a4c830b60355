import Convert
import ModelIR
import Testing

struct MergeAffineTests {
    @Test func rescalingAndNormalizationBecomeOneScaleAndOneOffset() throws {
        var sketch = GraphSketch()
        var value = sketch.input(3, 3, 2)
        value = try sketch.node(.binary(Binary(.mul)), value, sketch.constant(1, values: [0.5]), name: "rescaled")
        value = try sketch.node(.binary(Binary(.sub)), value, sketch.constant(1, 1, 1, 2), name: "centered")
        value = try sketch.node(.binary(Binary(.div)), value, sketch.constant(2, values: [0.5, 3]), name: "normalized")
        sketch.output(value)
        try sketch.expect(MergeAffine(), makes: ["MUL", "ADD"])
    }

    @Test func likeStepsBecomeOne() throws {
        var sketch = GraphSketch()
        var value = sketch.input(2)
        for index in 0..<3 {
            value = try sketch.node(.binary(Binary(.mul)), value, sketch.constant(2), name: "mul\(index)")
        }
        sketch.output(value)
        try sketch.expect(MergeAffine(), makes: ["MUL"])

        var sums = GraphSketch()
        value = sums.input(2)
        for index in 0..<3 {
            value = try sums.node(.binary(Binary(.add)), value, sums.constant(2), name: "add\(index)")
        }
        sums.output(value)
        try sums.expect(MergeAffine(), makes: ["ADD"])
    }

    @Test func doesNotMergePastAnotherReaderOrOverflow() throws {
        var sketch = GraphSketch()
        let first = try sketch.node(.binary(Binary(.mul)), sketch.input(2), sketch.constant(2), name: "first")
        let second = try sketch.node(.binary(Binary(.mul)), first, sketch.constant(2), name: "second")
        sketch.output(first, name: "first")
        sketch.output(second)
        try sketch.expect(MergeAffine(), makes: ["MUL", "MUL"])

        var huge = GraphSketch()
        let small = try huge.node(
            .binary(Binary(.mul)), huge.input(1), huge.constant(1, values: [1e-30]), name: "small")
        let large = try huge.node(.binary(Binary(.mul)), small, huge.constant(1, values: [1e30]), name: "large")
        let larger = try huge.node(.binary(Binary(.mul)), large, huge.constant(1, values: [1e30]), name: "larger")
        huge.output(try huge.node(.binary(Binary(.mul)), larger, huge.constant(1, values: [1e30]), name: "largest"))
        var graph = huge.graph
        try MergeAffine().apply(to: &graph)
        try graph.validate()
        let constants = graph.nodes.flatMap(\.inputs).compactMap { graph[$0].data?.floats() }.joined()
        #expect(constants.filter { !$0.isFinite }.isEmpty)
    }
}
