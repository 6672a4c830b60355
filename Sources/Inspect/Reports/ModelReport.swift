/// What is in a model file, on one page. Its JSON form is described in `docs/json.md`.
package struct ModelReport: Sendable, Encodable {
    /// What a model takes or gives.
    package struct Port: Sendable, Encodable {
        package var name: String
        /// The element type, `float32` for example.
        package var type: String
        /// Dimensions, outermost first; nil for a free batch.
        package var shape: [Int?]
        /// `real = scale * (integer - zero point)`; nil for what is not quantized.
        package var scale: Float?
        package var zeroPoint: Int64?

        private enum CodingKeys: String, CodingKey {
            case name, type, shape, scale
            case zeroPoint = "zero_point"
        }
    }

    package struct Parameters: Sendable, Encodable {
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
    package struct Origin: Sendable, Encodable {
        package var tool: String
        package var source: String
        package var sha256: String
        package var kerasVersion: String?
        package var options: [String]
        /// `float32`, `float16`, `dynamic` or `int8`.
        package var precision: String

        private enum CodingKeys: String, CodingKey {
            case tool, source, sha256
            case kerasVersion = "keras_version"
            case options, precision
        }
    }

    /// What all layers of one operator have together.
    package struct OperatorUse: Sendable, Encodable, Hashable {
        package var `operator`: String
        package var count: Int
        package var macs: Int?
        /// The share of the model's multiply-accumulates, 0 to 1; nil where nobody knows them.
        package var macsShare: Double?
        /// Bytes of the weights.
        package var bytes: Int
        /// The share of the bytes of all weights, 0 to 1.
        package var bytesShare: Double

        private enum CodingKeys: String, CodingKey {
            case `operator`, count, macs
            case macsShare = "macs_share"
            case bytes
            case bytesShare = "bytes_share"
        }
    }

    /// The version of the JSON form.
    package var schema = reportSchema
    package var view = "summary"
    /// The path as it was given.
    package var file: String
    /// The size of the file.
    package var bytes: Int
    package var format: String
    package var schemaVersion: Int?
    package var name: String
    /// The Keras version that saved the model, where that is known.
    package var kerasVersion: String?
    package var origin: Origin?
    /// What an int8 model of ours was calibrated on; nil for others.
    package var calibration: CalibrationFacts?
    package var inputs: [Port]
    package var outputs: [Port]
    package var parameters: Parameters
    /// Multiply-accumulates of one run at batch 1; nil where the model's layers are not all known.
    package var macs: Int?
    /// The peak of the engine's memory for values at batch 1; nil where it has no plan.
    package var arenaBytes: Int?
    /// The most frequent first.
    package var operators: [OperatorUse]
    /// In the order in which they run.
    package var layers: [LayerReport]
    /// What a reader has to know about this view of the file.
    package var notes: [String]

    private enum CodingKeys: String, CodingKey {
        case schema, view, file, bytes, format
        case schemaVersion = "schema_version"
        case name
        case kerasVersion = "keras_version"
        case origin, calibration, inputs, outputs, parameters, macs
        case arenaBytes = "arena_bytes"
        case operators, layers, notes
    }
}

/// One layer of a Keras model, or one operator of a converted one.
package struct LayerReport: Sendable, Encodable {
    /// The real numbers that the first output takes.
    package struct Activations: Sendable, Encodable, Hashable {
        package var min: Float
        package var max: Float
        /// Whether the file says that these were observed; otherwise they are all that the integers can stand for.
        package var isObserved: Bool

        private enum CodingKeys: String, CodingKey {
            case min, max
            case isObserved = "observed"
        }

        package init(min: Float, max: Float, isObserved: Bool) {
            self.min = min
            self.max = max
            self.isObserved = isObserved
        }
    }

    /// The place among the layers, from 0.
    package var index: Int
    /// The Keras layer, with the names of the models around it in front.
    package var name: String
    /// The Keras class, or the TFLite operator.
    package var `operator`: String
    /// Dimensions of the first output, nil for a free batch; nil where the file does not tell.
    package var outputShape: [Int?]?
    /// Elements of all weights of the layer; those that layers share count where they are first used.
    package var parameters: Int
    /// Bytes of these weights.
    package var bytes: Int
    /// Multiply-accumulates of one run at batch 1; nil where they are not known.
    package var macs: Int?
    /// The range of the weights; nil where there are none.
    package var weights: WeightRange?
    /// Nil for what is not quantized.
    package var activations: Activations?
    /// Of the first output; nil for what is not quantized.
    package var scale: Float?
    package var zeroPoint: Int64?

    private enum CodingKeys: String, CodingKey {
        case index, name
        case `operator`
        case outputShape = "output_shape"
        case parameters, bytes, macs, weights, activations, scale
        case zeroPoint = "zero_point"
    }
}
