package import ModelIR

/// What a conversion read and wrote.
package struct ConversionReport: Sendable {
    package let source: String
    package let output: String
    /// The model's name.
    package let name: String
    package let kerasVersion: String?
    /// Parameters as Keras counts them.
    package let parameters: ParameterCount
    /// Operators that the layers say, one by one.
    package let operatorsBefore: Int
    /// Operators in the file, after folding and fusing.
    package let operatorsAfter: Int
    package let inputs: [PortReport]
    package let outputs: [PortReport]
    /// The SHA-256 of the source, in lower-case hexadecimal.
    package let sourceSHA256: String
    package let outputByteCount: Int
    /// The precision's name.
    package let precision: String
    /// What an int8 model was calibrated on; nil for other models, and for one whose ranges come from a table.
    package let calibration: CalibrationReport?
    /// The files that the calibration table was written to.
    package let tables: [String]
    /// What its maker should know about the model, one sentence each.
    package let warnings: [String]
}

/// A value that the model takes or gives.
package struct PortReport: Sendable {
    package let name: String
    package let type: ElementType
    package let shape: Shape

    init(_ port: Port, in graph: Graph) {
        name = port.name
        type = graph[port.value].type
        shape = graph[port.value].shape
    }
}
