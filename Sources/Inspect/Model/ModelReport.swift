/// What is in a model file. Its JSON form is described in `docs/json.md`.
package struct ModelReport: Sendable, Codable {
    /// What a model takes or gives.
    package struct Port: Sendable, Codable {
        package var name: String
        /// The element type, `float32` for example.
        package var type: String
        /// Dimensions, outermost first; nil for a free batch.
        package var shape: [Int?]
    }

    package struct Parameters: Sendable, Codable {
        /// Every element of every weight, as Keras counts them; those stored where the file does not tell.
        package var total: Int
        /// How many of them training changes; nil where the file does not tell.
        package var trainable: Int?
        /// The numbers of the model that the file holds; folding makes them fewer.
        package var stored: Int
        /// Where `total` comes from, if not from Keras.
        package var note: String?
    }

    /// Where a converted model came from.
    package struct Origin: Sendable, Codable {
        package var tool: String
        package var source: String
        package var sha256: String
        package var kerasVersion: String?
        package var options: [String]

        private enum CodingKeys: String, CodingKey {
            case tool, source, sha256, options
            case kerasVersion = "keras_version"
        }
    }

    package struct OperatorCount: Sendable, Codable, Hashable {
        package var `operator`: String
        package var count: Int
    }

    /// The version of the JSON form.
    package var schema = 1
    /// The path as it was given.
    package var file: String
    /// The size of the file.
    package var bytes: Int
    package var format: String
    package var name: String
    /// The Keras version that saved the model, where that is known.
    package var kerasVersion: String?
    package var origin: Origin?
    package var inputs: [Port]
    package var outputs: [Port]
    package var parameters: Parameters
    /// Multiply-accumulates of one run at batch 1; nil where the model's layers are not all known.
    package var macs: Int?
    /// How often each operator occurs, the most frequent first.
    package var operators: [OperatorCount]
    /// In the order in which they run.
    package var layers: [LayerReport]

    private enum CodingKeys: String, CodingKey {
        case schema, file, bytes, format, name
        case kerasVersion = "keras_version"
        case origin, inputs, outputs, parameters, macs, operators, layers
    }
}

/// One layer of a Keras model, or one operator of a converted one.
package struct LayerReport: Sendable, Codable {
    /// The Keras layer, with the names of the models around it in front.
    package var name: String
    /// The Keras class, or the TFLite operator.
    package var `operator`: String
    /// Dimensions of the first output; nil for a free batch.
    package var outputShape: [Int?]
    /// Elements of all weights of the layer; those that layers share count where they are first used.
    package var parameters: Int
    /// Bytes of these weights.
    package var bytes: Int
    /// Multiply-accumulates of one run at batch 1.
    package var macs: Int?
    /// The range of the weights; nil where there are none.
    package var weights: WeightRange?

    private enum CodingKeys: String, CodingKey {
        case name
        case `operator`
        case outputShape = "output_shape"
        case parameters, bytes, macs, weights
    }
}

extension ModelReport {
    /// How often each of `names` occurs, the most frequent first.
    static func count(_ names: [String]) -> [OperatorCount] {
        let counts = names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return counts.map { OperatorCount(operator: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.operator) < ($0.count, $1.operator) }
    }
}
