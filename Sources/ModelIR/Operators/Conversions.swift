/// CAST: converts each element to another type.
package struct Cast: OperatorPayload {
    package var type: ElementType

    package init(to type: ElementType) { self.type = type }

    package var name: String { "CAST" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] { inputs }
    package func outputTypes(for inputs: [ElementType], outputCount: Int) -> [ElementType] { [type] }
}

/// QUANTIZE: real numbers to integers, or integers to integers of another scale; the output value has the scale.
package struct Quantize: OperatorPayload {
    package var type: ElementType

    package init(to type: ElementType = .int8) { self.type = type }

    package var name: String { "QUANTIZE" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] { inputs }
    package func outputTypes(for inputs: [ElementType], outputCount: Int) -> [ElementType] { [type] }
}

/// DEQUANTIZE: integers, or float16, to float32; the input value has the scale.
package struct Dequantize: OperatorPayload {
    package init() {}

    package var name: String { "DEQUANTIZE" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] { inputs }
    package func outputTypes(for inputs: [ElementType], outputCount: Int) -> [ElementType] { [.float32] }
}

/// SHAPE: the dimensions of the input, as a vector of integers.
package struct ShapeOf: OperatorPayload {
    package var type: ElementType

    package init(as type: ElementType = .int32) { self.type = type }

    package var name: String { "SHAPE" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] { [Shape([inputs[0].rank])] }
    package func outputTypes(for inputs: [ElementType], outputCount: Int) -> [ElementType] { [type] }
}
