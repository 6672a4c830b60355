package import ModelIR

/// A model file that is open for inspection: all that is in it but the elements of its weights, which only the views
/// read that need them. The same for every kind of file.
package struct ModelContents: Sendable {
    /// What kind of file it is.
    package struct Format: Sendable {
        package var name: String
        /// The version of the format's schema, where it has one.
        package var schemaVersion: Int?
    }

    /// A tensor under the name by which the outside world gives or gets it.
    package struct Port: Sendable {
        package var name: String
        package var tensor: TensorContents
    }

    /// The number of parameters.
    package struct Parameters: Sendable {
        /// As Keras counts them; nil where the file does not tell.
        package var counted: Int?
        package var trainable: Int?
        /// The numbers of the model that the file holds.
        package var stored: Int
    }

    /// The path as it was given.
    package var path: String
    /// The size of the file.
    package var byteCount: Int
    package var format: Format
    package var name: String
    package var kerasVersion: String?
    package var provenance: Provenance?
    package var inputs: [Port]
    package var outputs: [Port]
    package var parameters: Parameters
    /// In the order in which they run.
    package var layers: [LayerContents]
    /// Every tensor: inputs first, then for each layer the constants it is the first to use, and what it makes.
    package var tensors: [TensorContents]
    /// What the engine would run of the file; nil for Keras files, which are converted before they run.
    var graph: Graph?
    /// What a reader has to know about this view of the file.
    package var notes: [String] = []
}

/// A layer of a Keras model, or an operator of a converted one.
package struct LayerContents: Sendable {
    /// The Keras layer, with the names of the models around it in front.
    package var name: String
    /// The Keras class, or the TFLite operator.
    package var `operator`: String
    /// Dimensions of the first output, nil for a free batch; nil where the file does not tell.
    package var outputShape: [Int?]?
    /// Multiply-accumulates of one run at batch 1; nil where they are not known.
    package var macs: Int?
    /// The constants that training made and that this layer uses.
    package var weights: [TensorContents]
    /// Those of `weights` that no earlier layer uses.
    package var ownWeights: [TensorContents]
    /// How the integers of the first output stand for real numbers.
    package var activation: TensorContents?

    /// Elements of the layer's own weights.
    var parameterCount: Int { ownWeights.reduce(0) { $0 + $1.elementCount } }
    /// Bytes of the layer's own weights.
    var byteCount: Int { ownWeights.reduce(0) { $0 + $1.byteCount } }
}
