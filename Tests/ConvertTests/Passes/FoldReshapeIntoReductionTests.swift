import Convert
import ModelIR
import Testing

struct FoldReshapeIntoReductionTests {
    @Test(arguments: [true, false]) func aReductionMakesTheShapeItself(keeps: Bool) throws {
        var sketch = GraphSketch()
        let mean = try sketch.node(
            .reduce(Reduce(.mean, axes: [1, 2], keepsDimensions: keeps)), sketch.input(3, 3, 4), name: "mean")
        let shape = keeps ? Shape([1, 4], isBatchFree: true) : Shape([1, 1, 1, 4], isBatchFree: true)
        sketch.output(try sketch.node(.reshape(Reshape(to: shape)), mean, name: "reshape"))
        try sketch.expect(FoldReshapeIntoReduction(), makes: ["MEAN"])
    }

    @Test func anotherShapeStays() throws {
        var sketch = GraphSketch()
        let mean = try sketch.node(
            .reduce(Reduce(.max, axes: [1, 2], keepsDimensions: false)), sketch.input(3, 3, 4), name: "max")
        sketch.output(
            try sketch.node(.reshape(Reshape(to: Shape([1, 2, 2], isBatchFree: true))), mean, name: "reshape"))
        try sketch.expect(FoldReshapeIntoReduction(), makes: ["REDUCE_MAX", "RESHAPE"])
    }
}
