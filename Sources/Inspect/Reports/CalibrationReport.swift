import ModelIR

/// The scale and the zero point of every tensor that has them. Its JSON form is described in `docs/json.md`.
package struct CalibrationReport: Sendable, Encodable {
    package var schema = reportSchema
    package var view = "calibration"
    package var file: String
    package var format: String
    package var bytes: Int
    /// In the order in which they are made.
    package var tensors: [QuantizedTensor]
    package var notes: [String]

    package init(of contents: ModelContents) {
        file = contents.path
        format = contents.format.name
        bytes = contents.byteCount
        tensors = contents.tensors.compactMap(QuantizedTensor.init)
        notes = tensors.isEmpty ? ["nothing in this file is quantized"] : []
    }
}

/// A tensor with a scale and a zero point, or several.
package struct QuantizedTensor: Sendable, Encodable {
    package var name: String
    /// The layer that makes it, or is the first to use it.
    package var layer: String
    /// `input`, `output`, `activation`, `weight`, `bias` or `constant`.
    package var role: TensorContents.Role
    package var type: String
    package var quantization: QuantizationReport

    init?(_ tensor: TensorContents) {
        guard let quantization = tensor.quantization else { return nil }
        name = tensor.name
        layer = tensor.layer
        role = tensor.role
        type = tensor.type.rawValue
        self.quantization = QuantizationReport(quantization, type: tensor.type)
    }
}
