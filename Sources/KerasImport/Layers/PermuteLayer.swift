import ModelIR

/// Permute: axes behind the batch in another order; `dims` counts them from 1.
struct PermuteLayer: SingleInputLayer {
    private let permutation: [Int]

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        permutation = [0] + (try configuration.integers("dims"))
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try context.transpose(input, permutation)
    }
}
