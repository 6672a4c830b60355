import ModelIR
import TFLiteFormat

/// What LiteRT would refuse.
enum RuntimeRules {
    static func findings(in model: OutlinedModel) -> [Finding] {
        model.outline.operators.indices.flatMap {
            unknown($0, in: model) + types(of: $0, in: model) + options(of: $0, in: model)
        }
    }

    /// Custom operators that LiteRT brings along.
    private static let ownCustom: Set<String> = ["TFLite_Detection_PostProcess", "Mfcc", "AudioSpectrogram"]

    private static func unknown(_ index: Int, in model: OutlinedModel) -> [Finding] {
        let op = model.outline.operators[index]
        if op.isCustom, !ownCustom.contains(op.name) {
            return [
                model.finding(
                    .error, "custom-operator", "LiteRT does not know '\(op.name)'",
                    advice: op.name.hasPrefix("Flex")
                        ? "it needs TensorFlow's own kernels (the Flex delegate); build the model without it"
                        : "it runs only where the program registers it; build the model without it", at: index)
            ]
        }
        guard let latest = op.latestVersion, op.version > latest else { return [] }
        return [
            model.finding(
                .error, "operator-version", "it is version \(op.version); the latest that is known is \(latest)",
                advice: "a newer LiteRT may run it; convert the model again for an older one", at: index)
        ]
    }

    private static let binary: Set<String> = ["ADD", "SUB", "MUL", "DIV", "MAXIMUM", "MINIMUM"]
    private static let unary: Set<String> = [
        "LOGISTIC", "TANH", "RELU", "RELU6", "MEAN", "MAX_POOL_2D", "AVERAGE_POOL_2D", "PAD", "RESHAPE", "SOFTMAX",
    ]

    private static func types(of index: Int, in model: OutlinedModel) -> [Finding] {
        let op = model.outline.operators[index]
        guard let first = model.input(0, of: op)?.type, let output = model.output(of: op)?.type else { return [] }
        let message: String?
        if op.channelAxis != nil, let kernel = model.input(1, of: op)?.type {
            message =
                canCompute(op.name, first, kernel, output)
                ? nil : "no runtime computes \(output) from \(first) by weights of \(kernel)"
        } else if binary.contains(op.name), let second = model.input(1, of: op)?.type {
            message = first == second && first == output ? nil : "it makes \(output) of \(first) and \(second)"
        } else if unary.contains(op.name) {
            let widens = op.name == "SOFTMAX" && output == .int16
            message = first == output || widens ? nil : "it makes \(output) of \(first)"
        } else {
            message = nil
        }
        return message.map {
            [
                model.finding(
                    .error, "types", $0,
                    advice: "put a QUANTIZE or a DEQUANTIZE in between, or convert the model again",
                    at: index)
            ]
        } ?? []
    }

    /// Whether there is a kernel for an operator with weights.
    private static func canCompute(
        _ name: String, _ input: ElementType, _ kernel: ElementType, _ output: ElementType
    ) -> Bool {
        switch (input, kernel, output) {
        case (.float32, .float32, .float32), (.float32, .int8, .float32), (.float32, .uint8, .float32),
            (.int8, .int8, .int8), (.int16, .int8, .int16), (.uint8, .uint8, .uint8):
            true
        case (.uint8, .uint8, .int16), (.int8, .int8, .int16): name == "FULLY_CONNECTED"
        default: false
        }
    }

    /// Operators that mean nothing without their options.
    private static let withOptions: Set<String> = [
        "CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "MAX_POOL_2D", "AVERAGE_POOL_2D", "SOFTMAX", "SPLIT", "PACK",
        "UNPACK",
    ]

    private static func options(of index: Int, in model: OutlinedModel) -> [Finding] {
        let op = model.outline.operators[index]
        guard withOptions.contains(op.name), !op.hasOptions else { return [] }
        return [
            model.finding(
                .error, "options-missing", "it has no options, which say strides, padding and the like",
                advice: "runtimes take zeros for them; convert the model again", at: index)
        ]
    }
}
