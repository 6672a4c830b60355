import ModelIR

/// Rescaling: `x * scale + offset`, each one number or one for each channel.
struct RescalingLayer: SingleInputLayer {
    private let scale: (shape: [Int], elements: [Double])
    private let offset: (shape: [Int], elements: [Double])

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        scale = try configuration.tensor("scale", default: 1)
        offset = try configuration.tensor("offset", default: 0)
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        var result = try context.multiply(
            input, context.constant("scale", shape: scale.shape, scale.elements.map { Float($0) }))
        if offset.elements.contains(where: { $0 != 0 }) {
            result = try context.add(
                result, context.constant("offset", shape: offset.shape, offset.elements.map { Float($0) }))
        }
        return result
    }
}

extension LayerConfiguration {
    /// A number, or an array of them of any rank.
    func tensor(_ key: String, default fallback: Double) throws(UnsupportedReason) -> (shape: [Int], elements: [Double])
    {
        guard let value = self[key] else { return ([], [fallback]) }
        guard let tensor = value.tensor, !tensor.elements.isEmpty else { throw unusable(key) }
        return tensor
    }
}
