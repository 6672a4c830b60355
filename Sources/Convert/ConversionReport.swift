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
    package internal(set) var outputByteCount: Int
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
