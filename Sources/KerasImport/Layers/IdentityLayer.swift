import ModelIR

/// Layers that only do something in training: Dropout and its kin, noise, regularization of activities, augmentation.
struct IdentityLayer: SingleInputLayer {
    init(_ configuration: LayerConfiguration) {}

    func lower(_ input: ValueID, in context: LayerContext) -> ValueID { input }
}
