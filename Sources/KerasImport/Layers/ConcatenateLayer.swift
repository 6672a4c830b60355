import ModelIR

/// Concatenate: inputs joined along one axis.
struct ConcatenateLayer: KerasLayer {
    private let axis: Int

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        axis = try configuration.integer("axis", default: -1)
    }

    func lower(_ call: Call<ValueID>, in context: LayerContext) throws(KerasError) -> [ValueID] {
        [try context.concatenate(call.values, axis: axis)]
    }
}

extension LayerContext {
    /// The values joined along `axis`, which counts from the end where it is negative.
    func concatenate(_ values: [ValueID], axis: Int) throws(KerasError) -> ValueID {
        guard let first = values.first else { throw error(.badConfiguration, "is called without inputs") }
        guard values.count > 1 else { return first }
        let axis = try normalize(axis: axis, rank: shape(of: first).rank)
        return try append(.concatenation(Concatenation(axis: axis)), values, "concatenation")
    }
}
