import ModelIR

/// Flatten: all axes but the batch become one, with channels last.
struct FlattenLayer: SingleInputLayer {
    private let isChannelsFirst: Bool

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        isChannelsFirst = try configuration.string("data_format", default: "channels_last") == "channels_first"
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let rank = context.shape(of: input).rank
        var input = input
        if isChannelsFirst && rank > 2 {
            input = try context.transpose(input, [0] + Array(2..<rank) + [1])
        }
        return try context.reshape(input, [context.sampleElements(of: input)])
    }
}
