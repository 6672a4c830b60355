import ModelIR

/// Which numbers stand for what in a quantized model, and where they came from: all that is needed to quantize the model
/// again without data, for people to read and to edit.
package struct CalibrationTable: Sendable, Hashable {
    /// The version of the shape in which tables are written.
    package static let schema = 1

    package var origin: CalibrationOrigin
    /// Every activation with a scale, in the order of the graph.
    package var values: [TableValue]
    /// The weights of convolutions and dense layers, in the order of the graph.
    package var weights: [TableWeight]

    package init(origin: CalibrationOrigin, values: [TableValue], weights: [TableWeight]) {
        self.origin = origin
        self.values = values
        self.weights = weights
    }
}

/// How ranges were found.
package struct CalibrationOrigin: Sendable, Hashable {
    /// The file name of the model, without its folder.
    package var model: String
    /// The SHA-256 of the model's file, in lower-case hexadecimal.
    package var sourceSHA256: String
    package var method: RangeMethod
    /// The share of the samples that was asked for, if one was.
    package var fraction: Double?
    /// The number of samples that was asked for, if one was.
    package var count: Int?
    /// The classes that were drawn from; empty for all.
    package var classes: [Int]
    package var seed: UInt64
    /// Samples that ran.
    package var samples: Int
    /// The SHA-256 of their indices, each as four bytes, lowest first, in lower-case hexadecimal.
    package var indicesSHA256: String

    package init(
        model: String, sourceSHA256: String, method: RangeMethod, fraction: Double? = nil, count: Int? = nil,
        classes: [Int] = [], seed: UInt64 = 0, samples: Int, indicesSHA256: String
    ) {
        self.model = model
        self.sourceSHA256 = sourceSHA256
        self.method = method
        self.fraction = fraction
        self.count = count
        self.classes = classes
        self.seed = seed
        self.samples = samples
        self.indicesSHA256 = indicesSHA256
    }
}

/// The numbers of one activation.
package struct TableValue: Sendable, Hashable {
    package var name: String
    /// The Keras layer that makes the value; empty for an input.
    package var layer: String
    /// The operator that makes the value; nil for an input.
    package var operatorName: String?
    /// The range that int8 stands for; nil where only the scale is given.
    package var range: ClosedRange<Float>?
    /// The range that was seen; nil for a value that the engine never makes.
    package var observed: ClosedRange<Float>?
    /// Nil where it follows from the range.
    package var scale: ActivationScale?
    /// The share of the numbers seen that lie below and above ``range``.
    package var clippedBelow: Double?
    package var clippedAbove: Double?

    package init(
        name: String, layer: String = "", operatorName: String? = nil, range: ClosedRange<Float>? = nil,
        observed: ClosedRange<Float>? = nil, scale: ActivationScale? = nil, clippedBelow: Double? = nil,
        clippedAbove: Double? = nil
    ) {
        self.name = name
        self.layer = layer
        self.operatorName = operatorName
        self.range = range
        self.observed = observed
        self.scale = scale
        self.clippedBelow = clippedBelow
        self.clippedAbove = clippedAbove
    }
}

/// The scales of one weight. They follow from the weights and are there to be read.
package struct TableWeight: Sendable, Hashable {
    package var name: String
    package var layer: String
    /// The dimension along which the scales run.
    package var axis: Int
    package var scales: [Float]

    package init(name: String, layer: String, axis: Int, scales: [Float]) {
        self.name = name
        self.layer = layer
        self.axis = axis
        self.scales = scales
    }
}
