/// Where a converted model came from and how it was made. The same input and options give the same provenance.
package struct Provenance: Sendable, Hashable, Encodable {
    /// The program that wrote the file, `qconv 0.1.0` for example.
    package var tool: String
    /// The file name of the source, without its folder.
    package var source: String
    /// The SHA-256 of the source file, in lower-case hexadecimal.
    package var sourceSHA256: String
    /// The Keras version that saved the source, where it says so.
    package var kerasVersion: String?
    /// Options that changed the result, as they are written on the command line.
    package var options: [String]
    /// Parameters as Keras counts them.
    package var parameters: ParameterCount
    /// `float16`, `dynamic` or `int8`; nil for float32.
    package var precision: String?
    /// What an int8 model was calibrated on.
    package var calibration: Calibration?

    package init(
        tool: String, source: String, sourceSHA256: String, kerasVersion: String?, options: [String],
        parameters: ParameterCount
    ) {
        self.tool = tool
        self.source = source
        self.sourceSHA256 = sourceSHA256
        self.kerasVersion = kerasVersion
        self.options = options
        self.parameters = parameters
    }
}

/// The number of a model's parameters, as Keras's `count_params` counts them: every element of every weight, with
/// shared weights counted once.
package struct ParameterCount: Sendable, Hashable, Codable {
    package var total: Int
    package var trainable: Int

    package init(total: Int, trainable: Int) {
        self.total = total
        self.trainable = trainable
    }
}
