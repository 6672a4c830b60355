import ModelIR
import TFLiteFormat

/// What TFLite's quantization specification asks of the scales of results.
///
/// https://ai.google.dev/edge/litert/models/quantization_spec
enum OutputScaleRules {
    static func findings(in model: OutlinedModel) -> [Finding] {
        model.outline.operators.indices.flatMap { fixedScale(of: $0, in: model) + sharedScale(of: $0, in: model) }
    }

    /// The scale and the zero point that the output of an operator has to have; nil where it may have any.
    private static func fixed(_ name: String, _ type: ElementType) -> ScaleAndZeroPoint? {
        switch (name, type) {
        case ("SOFTMAX", .int8), ("LOGISTIC", .int8): ScaleAndZeroPoint(scale: 1 / 256, zeroPoint: -128)
        case ("SOFTMAX", .uint8), ("LOGISTIC", .uint8): ScaleAndZeroPoint(scale: 1 / 256, zeroPoint: 0)
        case ("TANH", .int8), ("L2_NORMALIZATION", .int8): ScaleAndZeroPoint(scale: 1 / 128, zeroPoint: 0)
        case ("TANH", .uint8), ("L2_NORMALIZATION", .uint8): ScaleAndZeroPoint(scale: 1 / 128, zeroPoint: 128)
        case ("LOG_SOFTMAX", .int8): ScaleAndZeroPoint(scale: 16 / 256, zeroPoint: 127)
        case ("LOG_SOFTMAX", .uint8): ScaleAndZeroPoint(scale: 16 / 256, zeroPoint: 255)
        case ("LOGISTIC", .int16), ("TANH", .int16), ("SOFTMAX", .int16):
            ScaleAndZeroPoint(scale: 1 / 32_768, zeroPoint: 0)
        default: nil
        }
    }

    /// Operators whose kernels on processors give any scale all the same; reference kernels, and hardware, do not.
    private static let honoured: Set<String> = ["LOGISTIC", "TANH"]

    private static func fixedScale(of index: Int, in model: OutlinedModel) -> [Finding] {
        let op = model.outline.operators[index]
        guard let output = model.output(of: op), let type = output.type, let expected = fixed(op.name, type),
            let found = output.scaling, found != expected
        else { return [] }
        return [
            model.finding(
                honoured.contains(op.name) ? .warning : .error, "fixed-scale",
                "the output has scale \(found.scale) and zero point \(found.zeroPoint), where \(op.name) of "
                    + "\(output.typeName) always has \(expected.scale) and \(expected.zeroPoint)",
                advice: "some runtimes refuse it, or ignore the scale; \(Finding.quantizeAgain)", at: index,
                tensor: output)
        ]
    }

    /// Operators that move or compare integers as they are.
    private static let moving: Set<String> = [
        "MAX_POOL_2D", "AVERAGE_POOL_2D", "CONCATENATION", "RESHAPE", "SQUEEZE", "EXPAND_DIMS", "PAD", "PADV2",
        "MIRROR_PAD", "TRANSPOSE", "GATHER", "SLICE", "STRIDED_SLICE", "SPLIT", "SPLIT_V", "PACK", "UNPACK",
        "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR", "MINIMUM", "MAXIMUM", "REDUCE_MIN", "REDUCE_MAX",
        "SPACE_TO_BATCH_ND", "BATCH_TO_SPACE_ND", "SPACE_TO_DEPTH", "DEPTH_TO_SPACE",
    ]

    private static func sharedScale(of index: Int, in model: OutlinedModel) -> [Finding] {
        let op = model.outline.operators[index]
        guard moving.contains(op.name), let output = model.output(of: op), let scaling = output.scaling,
            // The kernel of CONCATENATION for uint8 rescales.
            output.type == .int8 || output.type == .int16 || output.type == .uint8 && op.name != "CONCATENATION"
        else { return [] }
        for input in op.inputs.compactMap({ $0.map { model.outline.tensors[$0] } }) where input.type == output.type {
            guard let found = input.scaling, found != scaling else { continue }
            return [
                model.finding(
                    .error, "shared-scale",
                    "an input has scale \(found.scale) and zero point \(found.zeroPoint), the output \(scaling.scale) "
                        + "and \(scaling.zeroPoint), where \(op.name) moves integers as they are",
                    advice: "put a QUANTIZE in front, or \(Finding.quantizeAgain)", at: index, tensor: input)
            ]
        }
        return []
    }
}
