import ModelIR
import Reporting
import TFLiteFormat

/// What TFLite's quantization specification asks of weights and biases.
enum KernelRules {
    /// How far a bias's scale may be from the product of the other two, as a part of it: what LiteRT tolerates.
    private static let biasTolerance: Float = 0.02

    static func findings(in model: OutlinedModel) -> [Finding] {
        model.outline.operators.indices.flatMap { index -> [Finding] in
            let op = model.outline.operators[index]
            guard let axis = op.channelAxis, let kernel = model.input(1, of: op), kernel.hasBytes,
                let quantization = kernel.quantization
            else { return [] }
            return weightFindings(kernel, quantization, channelAxis: axis, at: index, in: model)
                + biasFindings(quantization, at: index, in: model)
        }
    }

    private static func weightFindings(
        _ kernel: OutlinedModel.Tensor, _ quantization: Quantization, channelAxis: Int, at index: Int,
        in model: OutlinedModel
    ) -> [Finding] {
        var findings: [Finding] = []
        if quantization.scales.count > 1, quantization.axis != channelAxis {
            findings.append(
                model.finding(
                    .error, "weight-axis",
                    "scales lie along dimension \(quantization.axis), and output channels along \(channelAxis)",
                    at: index,
                    tensor: kernel))
        }
        guard kernel.type == .int8 else { return findings }
        if let zeroPoint = quantization.zeroPoints.first(where: { $0 != 0 }) {
            findings.append(
                model.finding(
                    .error, "weight-zero-point", "a zero point of int8 weights is \(zeroPoint), not 0", at: index,
                    tensor: kernel))
        }
        let lowest = kernel.data?.withElements(Int8.self) { $0.count { $0 == .min } } ?? 0
        if lowest > 0 {
            findings.append(
                model.finding(
                    .warning, "weight-minus-128",
                    "\(lowest.grouped) weights are -128; the specification has -127 to 127",
                    advice: "kernels that rely on it overflow; \(Finding.quantizeAgain)", at: index, tensor: kernel))
        }
        return findings
    }

    private static func biasFindings(_ kernel: Quantization, at index: Int, in model: OutlinedModel) -> [Finding] {
        let op = model.outline.operators[index]
        // Hybrid operators have float32 inputs and biases.
        guard let input = model.input(0, of: op), input.hasBytes, let inputScale = input.scaling?.scale,
            let bias = model.input(2, of: op)
        else { return [] }
        func finding(_ rule: String, _ message: String, advice: String = Finding.quantizeAgain) -> Finding {
            model.finding(.error, rule, message, advice: advice, at: index, tensor: bias)
        }
        guard bias.type == .int32 else {
            return [finding("bias-type", "the bias is \(bias.typeName), where int32 is needed")]
        }
        guard let quantization = bias.quantization else { return [] }
        var findings: [Finding] = []
        if let zeroPoint = quantization.zeroPoints.first(where: { $0 != 0 }) {
            findings.append(finding("bias-zero-point", "a zero point of the bias is \(zeroPoint), not 0"))
        }
        let count = max(quantization.scales.count, kernel.scales.count)
        guard [1, count].contains(quantization.scales.count), [1, count].contains(kernel.scales.count) else {
            return findings + [
                finding(
                    "bias-scale", "the bias has \(quantization.scales.count) scales, the weights \(kernel.scales.count)"
                )
            ]
        }
        func scale(_ scales: [Float], _ channel: Int) -> Float { scales.count == 1 ? scales[0] : scales[channel] }
        let elements = bias.data?.withElements(Int32.self) { Array($0) } ?? []
        let wrong = (0..<count).filter { channel in
            // A bias of zero is zero whatever its scale.
            let own = count == 1 ? elements[...] : elements.dropFirst(channel).prefix(1)
            let product = inputScale * scale(kernel.scales, channel)
            return own.contains { $0 != 0 }
                && abs(scale(quantization.scales, channel) - product) > biasTolerance * product
        }
        guard let channel = wrong.first else { return findings }
        return findings + [
            finding(
                "bias-scale",
                "\(wrong.count.grouped) of \(count.grouped) scales are not the input's times the weights': number "
                    + "\(channel) is \(scale(quantization.scales, channel)), not "
                    + "\(inputScale * scale(kernel.scales, channel))",
                advice: "runtimes take the product for granted; \(Finding.quantizeAgain)")
        ]
    }
}
