/// How a model is quantized.
package struct QuantizationOptions: Sendable, Hashable {
    /// What the model's float inputs and outputs become.
    package var ports: QuantizedPorts
    /// Whether dense layers have one scale for all weights instead of one for each unit, for runtimes from before 2024.
    package var hasPerTensorDense: Bool

    package init(ports: QuantizedPorts = .float, hasPerTensorDense: Bool = false) {
        self.ports = ports
        self.hasPerTensorDense = hasPerTensorDense
    }
}

/// The types of a quantized model's inputs and outputs.
package enum QuantizedPorts: String, Sendable, Hashable, CaseIterable {
    /// float32, converted at the edges.
    case float
    /// The integers that the operators work with.
    case int8
    /// The same integers plus 128.
    case uint8
}
