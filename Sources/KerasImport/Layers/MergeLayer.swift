import ModelIR

/// Add, Subtract, Multiply, Average, Maximum and Minimum of any number of inputs.
struct MergeLayer: KerasLayer {
    private let function: Binary.Function
    private let isAverage: Bool

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        isAverage = configuration.className == "Average"
        switch configuration.className {
        case "Add", "Average": function = .add
        case "Subtract": function = .sub
        case "Multiply": function = .mul
        case "Maximum": function = .maximum
        case "Minimum": function = .minimum
        default: throw UnsupportedReason("is no merge layer")
        }
    }

    func lower(_ call: Call<ValueID>, in context: LayerContext) throws(KerasError) -> [ValueID] {
        let inputs = try aligned(call.values, in: context)
        guard var result = inputs.first, function != .sub || inputs.count == 2 else {
            throw context.error(.badConfiguration, "is called with \(inputs.count) inputs")
        }
        for input in inputs.dropFirst() { result = try context.binary(function, result, input) }
        return [isAverage ? try context.multiply(result, 1 / Float(inputs.count)) : result]
    }

    /// Inputs of lower rank get axes behind the batch, as in Keras.
    private func aligned(_ inputs: [ValueID], in context: LayerContext) throws(KerasError) -> [ValueID] {
        let rank = inputs.map { context.shape(of: $0).rank }.max() ?? 0
        var aligned: [ValueID] = []
        for var input in inputs {
            while context.shape(of: input).rank < rank {
                input = try context.append(.expandDims(ExpandDims(axis: 1)), [input], "expand")
            }
            aligned.append(input)
        }
        return aligned
    }
}
