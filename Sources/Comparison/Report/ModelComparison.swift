package import Inspect

/// Two models side by side. Its JSON form is described in `docs/json.md`.
package struct ModelComparison: Sendable, Encodable {
    /// One of the two models as a whole.
    package struct Side: Sendable, Encodable {
        /// The path as it was given.
        package var file: String
        /// The size of the file.
        package var bytes: Int
        package var format: String
        package var name: String
        /// `float32`, `float16`, `dynamic` or `int8`, as the file says or its tensors tell.
        package var precision: String
        package var parameters: ModelReport.Parameters
        /// Multiply-accumulates of one run at batch 1; nil where they are not known.
        package var macs: Int?
        /// The peak of the engine's memory for values at batch 1; nil for Keras files and where there is no plan.
        package var arenaBytes: Int?
        /// Layers; those of a converted file that come from one Keras layer count as one.
        package var layers: Int

        private enum CodingKeys: String, CodingKey {
            case file, bytes, format, name, precision, parameters, macs
            case arenaBytes = "arena_bytes"
            case layers
        }
    }

    /// How often the two models use an operator; a Keras model as it is stored, nothing folded.
    package struct OperatorUse: Sendable, Encodable, Hashable {
        package var `operator`: String
        package var a: Int
        package var b: Int
        package var macsOfA: Int
        package var macsOfB: Int

        private enum CodingKeys: String, CodingKey {
            case `operator`, a, b
            case macsOfA = "macs_a"
            case macsOfB = "macs_b"
        }
    }

    /// Everything that was compared, taken together.
    package struct Weights: Sendable, Encodable {
        /// Layers whose weights were compared.
        package var layers: Int
        /// Layers with weights that could not be compared.
        package var notComparable: Int
        /// Over all numbers; nil where nothing could be compared.
        package var error: ErrorFigures?

        private enum CodingKeys: String, CodingKey {
            case layers
            case notComparable = "not_comparable"
            case error
        }
    }

    /// What both models made of the same samples.
    package struct Activations: Sendable, Encodable {
        /// A result of both models, as their files have them.
        package struct Output: Sendable, Encodable {
            package var name: String
            package var error: ErrorFigures?
        }

        /// The data set as it was given, and the part of it.
        package var data: String
        package var part: String
        /// Samples that were run, and those of the part.
        package var samples: Int
        package var available: Int
        package var outputs: [Output]
        /// The share of samples with the same top class; nil where the models tell no classes apart.
        package var agreement: Double?
        /// Layers whose results were compared.
        package var layers: Int
        /// Matched layers whose results could not be compared.
        package var notComparable: Int

        private enum CodingKeys: String, CodingKey {
            case data, part, samples, available, outputs, agreement, layers
            case notComparable = "not_comparable"
        }
    }

    package var schema = reportSchema
    package var view = "comparison"
    package var a: Side
    package var b: Side
    /// The most frequent first.
    package var operators: [OperatorUse]
    package var weights: Weights
    /// Nil where the models were not run.
    package var activations: Activations?
    /// In the order of the first model; what only the second one has, behind what it follows there.
    package var layers: [ComparedLayerReport]
    /// What was done to compare the models, and what a reader has to know.
    package var notes: [String]
    /// All rows, whichever of them are chosen for the table: the page sums them up.
    var allLayers: [ComparedLayerReport]

    private enum CodingKeys: String, CodingKey {
        case schema, view, a, b, operators, weights, activations, layers, notes
    }
}

/// A layer in both models, or in one of them.
package struct ComparedLayerReport: Sendable, Encodable {
    /// The layer as one of the files has it.
    package struct Side: Sendable, Encodable {
        package var name: String
        /// The Keras class, or the TFLite operators in order, fused activations behind a dot.
        package var `operator`: String
        package var outputShape: [Int?]?
        package var parameters: Int
        package var bytes: Int
        package var macs: Int?

        private enum CodingKeys: String, CodingKey {
            case name
            case `operator`
            case outputShape = "output_shape"
            case parameters, bytes, macs
        }
    }

    /// The place among all rows, from 0.
    package var index: Int
    /// The name in the first model, or in the second where that alone has it.
    package var name: String
    /// `matched`, `folded`, `fused`, `dropped`, `input`, `missing` or `added`.
    package var status: String
    /// `name` or `shape`, for matched ones.
    package var matchedBy: String?
    /// The layer that a folded or fused one went into.
    package var into: String?
    package var a: Side?
    package var b: Side?
    /// Of kernels and other constants but biases; nil without any, or where they cannot be compared.
    package var weights: ErrorFigures?
    package var bias: ErrorFigures?
    /// By what the second model's weights are multiplied in comparison with the first's; undone before they are compared.
    package var factor: Double?
    /// Why the weights cannot be compared.
    package var obstacle: String?
    /// Of what the layer makes, behind an activation that is fused into it; nil where it was not run or not compared.
    package var activations: ErrorFigures?
    /// Decibels of signal over noise that are lost between the worst of the layer's inputs and its result.
    package var loss: Double?
    /// Why the results cannot be compared.
    package var obstacleOfActivations: String?

    private enum CodingKeys: String, CodingKey {
        case index, name, status
        case matchedBy = "matched_by"
        case into, a, b, weights, bias, factor
        case obstacle = "not_comparable"
        case activations
        case loss = "loss_db"
        case obstacleOfActivations = "activations_not_comparable"
    }
}
