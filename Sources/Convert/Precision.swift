package import Datasets

/// What numbers a converted model computes with.
package enum Precision: Sendable {
    /// As Keras does.
    case float32
    /// float32 with weights stored as float16.
    case float16
    /// float32 with the weights of convolutions and dense layers stored as int8, quantized by the range that each run shows.
    case dynamicRange(hasPerTensorDense: Bool)
    /// int8 throughout, by ranges that are known beforehand.
    case int8(QuantizationSettings)

    /// `float32`, `float16`, `dynamic` or `int8`.
    package var name: String {
        switch self {
        case .float32: "float32"
        case .float16: "float16"
        case .dynamicRange: "dynamic"
        case .int8: "int8"
        }
    }

    var isFloat32: Bool {
        switch self {
        case .float32: true
        case .float16, .dynamicRange, .int8: false
        }
    }

    /// The options on the command line that ask for it; what calibration adds stands in the provenance by itself.
    var options: [String] {
        switch self {
        case .float32: []
        case .float16: ["--fp16"]
        case .dynamicRange(let hasPerTensorDense): ["--dynamic"] + (hasPerTensorDense ? ["--per-tensor-dense"] : [])
        case .int8(let settings):
            ["--int8"] + (settings.options.ports == .float ? [] : ["--io \(settings.options.ports.rawValue)"])
                + (settings.options.hasPerTensorDense ? ["--per-tensor-dense"] : [])
                + (settings.ranges.isTable ? ["--use-table"] : [])
        }
    }
}

/// How a model becomes int8.
package struct QuantizationSettings: Sendable {
    package var ranges: RangeSource
    package var options: QuantizationOptions

    package init(ranges: RangeSource, options: QuantizationOptions = QuantizationOptions()) {
        self.ranges = ranges
        self.options = options
    }
}

/// Where the ranges of a model's values come from.
package enum RangeSource: Sendable {
    /// Samples run through the float model.
    case samples(CalibrationSettings)
    /// The calibration table in a file that an earlier conversion wrote.
    case table(path: String)

    fileprivate var isTable: Bool {
        switch self {
        case .samples: false
        case .table: true
        }
    }
}

/// How ranges are observed.
package struct CalibrationSettings: Sendable {
    /// The data set: a file or a folder.
    package var data: String
    /// How images of a folder get the size that the model takes.
    package var resize: ImageResize
    /// Which samples of the training part run.
    package var choice: SampleChoice
    package var method: RangeMethod
    /// Threads that share the samples; the result does not depend on them.
    package var threads: Int

    package init(
        data: String, resize: ImageResize = ImageResize(), choice: SampleChoice, method: RangeMethod = .standard,
        threads: Int = 1
    ) {
        self.data = data
        self.resize = resize
        self.choice = choice
        self.method = method
        self.threads = threads
    }
}
