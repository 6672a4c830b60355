import Datasets
import Engine
import Execution
package import Metrics

/// How accurate, how fast and how large models are. Its JSON form is described in `docs/json.md`.
package struct VerificationReport: Sendable, Codable {
    package var schema = 1
    /// The data set, and the part of it that the models ran on.
    package var data: String
    package var part: String
    /// Whether the data set tells test samples from training samples.
    package var isSplit: Bool
    package var samples: Int
    /// Whether the samples have labels that tell right from wrong.
    package var hasLabels: Bool
    /// The classes that the models tell apart, where they do.
    package var classes: Int?
    /// The names of the classes, where the data set has them.
    package var classNames: [String]?
    /// Of the timed runs.
    package var threads: Int
    package var instructionSet: String
    package var runs: Int
    package var warmup: Int
    /// The first is what the others are compared with.
    package var models: [Entry]
    /// What was demanded of the models, and whether they keep to it.
    package var gates: [GateOutcome] = []

    private enum CodingKeys: String, CodingKey {
        case schema, data, part
        case isSplit = "split"
        case samples
        case hasLabels = "labels"
        case classes
        case classNames = "class_names"
        case threads
        case instructionSet = "instruction_set"
        case runs, warmup, models, gates
    }

    init(
        data: DataSet, part: DataPart, hasLabels: Bool, classCount: Int?, times: BenchmarkReport, scores: [ModelScore],
        models: [VerifiedModel]
    ) {
        self.data = data.path
        self.part = part.name
        isSplit = data.isSplit
        samples = part.count
        self.hasLabels = hasLabels
        classes = classCount
        classNames = data.classNames.flatMap { $0.count == classCount ? $0 : nil }
        threads = times.models[0].threads
        instructionSet = times.models[0].instructionSet
        runs = times.runs
        warmup = times.warmup
        self.models = models.indices.map { index in
            Entry(
                models[index], scores[index], times.models[index], isReference: index == 0,
                samples: classCount == nil ? nil : part.count)
        }
    }
}

extension VerificationReport {
    /// The names of the classes, or their numbers where they have none; empty where the models tell no classes.
    package var shownClassNames: [String] { classNames ?? (0..<(classes ?? 0)).map(String.init) }
}

extension VerificationReport {
    /// One model.
    package struct Entry: Sendable, Codable {
        package var name: String
        package var file: String
        package var bytes: Int
        /// Whether it is a Keras model that ran layer by layer, as it is stored.
        package var isNative: Bool
        /// The share of samples whose class was told, and where the true share lies with 95 % confidence; nil, as what
        /// follows, without labels or classes.
        package var accuracy: Double?
        package var accuracyLow: Double?
        package var accuracyHigh: Double?
        package var weightedPrecision: Double?
        package var macroPrecision: Double?
        package var gMean: Double?
        /// The share of samples that are taken for the same class as by the first model; nil for that one, as what follows.
        package var agreement: Double?
        /// In decibels; infinite where no output differs.
        package var signalToNoise: Double?
        package var meanSquaredError: Double?
        package var largestDifference: Double?
        /// Samples that the first model alone, or this one alone, recognises.
        package var lost: Int?
        package var won: Int?
        /// The probability of a difference in accuracy like this between equally good models.
        package var mcNemar: Double?
        /// This model's accuracy less the first one's, with 95 % confidence.
        package var differenceLow: Double?
        package var differenceHigh: Double?
        /// Of one sample.
        package var medianMilliseconds: Double
        package var spreadMilliseconds: Double
        /// Samples by class and predicted class.
        package var confusionMatrix: ConfusionMatrix?

        private enum CodingKeys: String, CodingKey {
            case name, file, bytes
            case isNative = "native"
            case accuracy
            case accuracyLow = "accuracy_low"
            case accuracyHigh = "accuracy_high"
            case weightedPrecision = "weighted_precision"
            case macroPrecision = "macro_precision"
            case gMean = "g_mean"
            case agreement
            case signalToNoise = "signal_to_noise_db"
            case meanSquaredError = "mean_squared_error"
            case largestDifference = "largest_difference"
            case lost, won
            case mcNemar = "mcnemar_p"
            case differenceLow = "difference_low"
            case differenceHigh = "difference_high"
            case medianMilliseconds = "median_ms"
            case spreadMilliseconds = "spread_ms"
            case confusionMatrix = "confusion_matrix"
        }

        /// - Parameter samples: how many were told apart by class; nil where outputs tell none.
        init(
            _ model: VerifiedModel, _ score: ModelScore, _ time: BenchmarkReport.Entry, isReference: Bool, samples: Int?
        ) {
            name = model.name
            file = model.file
            bytes = model.byteCount
            isNative = model.isNative
            medianMilliseconds = Self.milliseconds(time.medianMilliseconds, of: model)
            spreadMilliseconds = Self.milliseconds(time.spreadMilliseconds, of: model)
            confusionMatrix = score.matrix
            if let matrix = score.matrix {
                let interval = Proportion(matrix.correct, of: matrix.total).interval
                accuracy = matrix.accuracy
                (accuracyLow, accuracyHigh) = (interval.lowerBound, interval.upperBound)
                weightedPrecision = matrix.weightedPrecision
                macroPrecision = matrix.macroPrecision
                gMean = matrix.gMean
            }
            guard !isReference else { return }
            agreement = samples.map { Double(score.agreeing) / Double($0) }
            signalToNoise = score.error.signalToNoise
            meanSquaredError = score.error.meanSquaredError
            largestDifference = score.error.largest
            guard score.matrix != nil else { return }
            (lost, won) = (score.pairs.firstOnly, score.pairs.secondOnly)
            mcNemar = score.pairs.mcNemar
            (differenceLow, differenceHigh) = (score.pairs.difference.lowerBound, score.pairs.difference.upperBound)
        }

        /// What one sample takes where a run takes so long: a model that takes no other batch than several samples is timed
        /// on these.
        static func milliseconds(_ time: Double, of model: VerifiedModel) -> Double {
            time / Double(model.model.inputs.first?.shape.first.flatMap(\.self) ?? 1)
        }
    }
}
