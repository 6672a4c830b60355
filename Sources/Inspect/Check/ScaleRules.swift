import ModelIR
import TFLiteFormat

/// What has to hold of the scales and zero points of each tensor on its own.
enum ScaleRules {
    /// Numbers with a scale beyond these are no results of a layer.
    private static let plausibleScales: ClosedRange<Float> = 1e-30...1e10

    static func findings(in model: OutlinedModel) -> [Finding] {
        model.outline.tensors.indices.flatMap { index in
            model.outline.tensors[index].quantization.map { findings(of: index, $0, in: model) } ?? []
        } + missing(in: model)
    }

    private static func findings(of index: Int, _ quantization: Quantization, in model: OutlinedModel) -> [Finding] {
        let tensor = model.outline.tensors[index]
        let (scales, zeroPoints, axis) = (quantization.scales, quantization.zeroPoints, quantization.axis)
        var findings: [Finding] = []
        func add(_ severity: Finding.Severity, _ rule: String, _ message: String) {
            findings.append(model.finding(severity, rule, message, tensor: index))
        }
        let wrong = scales.indices.filter { !(scales[$0].isFinite && scales[$0] > 0) }
        if let first = wrong.first {
            add(
                .error, "scale-not-positive",
                "\(wrong.count) of \(scales.count) scales are no positive numbers: number \(first) is \(scales[first])")
        } else if let scale = scales.first(where: { !plausibleScales.contains($0) }) {
            add(.warning, "scale-extreme", "a scale is \(scale), which no layer's numbers have")
        }
        if !zeroPoints.isEmpty, zeroPoints.count != scales.count {
            add(.error, "zero-point-count", "it has \(scales.count) scales and \(zeroPoints.count) zero points")
        }
        if let range = tensor.integerRange, let wrong = zeroPoints.first(where: { !range.contains($0) }) {
            add(
                .error, "zero-point-range",
                "zero point \(wrong) is none of the integers of \(tensor.typeName), \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        guard scales.count > 1 else { return findings }
        if !tensor.shape.indices.contains(axis) {
            add(.error, "scale-axis", "its scales lie along dimension \(axis) of \(tensor.shape.count)")
        } else if tensor.shape[axis] != scales.count {
            add(
                .error, "scale-count",
                "it has \(scales.count) scales along dimension \(axis), which has \(tensor.shape[axis]) elements")
        }
        return findings
    }

    /// Operators whose kernels for bytes compute with scales.
    private static let computing: Set<String> = [
        "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "TRANSPOSE_CONV", "ADD", "SUB", "MUL", "MEAN", "SUM",
        "SOFTMAX", "LOGISTIC", "TANH", "LOG_SOFTMAX", "HARD_SWISH", "LEAKY_RELU", "PRELU", "ELU", "DEQUANTIZE",
        "L2_NORMALIZATION", "AVERAGE_POOL_2D", "BATCH_MATMUL",
    ]

    /// Bytes that an operator computes with, and nobody says what they stand for.
    private static func missing(in model: OutlinedModel) -> [Finding] {
        model.outline.tensors.indices.filter { index in
            guard model.outline.tensors[index].hasBytes, model.outline.tensors[index].quantization == nil else {
                return false
            }
            return (model.makers[index] + model.readers[index]).contains {
                computing.contains(model.outline.operators[$0].name)
            }
        }.map { index in
            model.finding(
                .error, "scale-missing",
                "it has elements of type \(model.outline.tensors[index].typeName) and no scale", tensor: index)
        }
    }
}
