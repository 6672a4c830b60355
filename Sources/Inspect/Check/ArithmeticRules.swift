import ModelIR
import Reporting
import TFLiteFormat

/// Where integers could leave the range that kernels compute in.
enum ArithmeticRules {
    /// What kernels take as the ratio of the scale of a product to that of the output.
    private static let productRatios: Range<Float> = 0x1p-16..<256

    static func findings(in model: OutlinedModel) -> [Finding] {
        model.outline.operators.indices.flatMap { ratio(of: $0, in: model) + accumulator(of: $0, in: model) }
    }

    private static func ratio(of index: Int, in model: OutlinedModel) -> [Finding] {
        let op = model.outline.operators[index]
        guard op.name == "MUL" || op.channelAxis != nil, let output = model.output(of: op), output.hasBytes,
            let outputScale = output.scaling?.scale, outputScale > 0, let first = model.input(0, of: op),
            first.type == output.type, let firstScale = first.scaling?.scale,
            let scales = model.input(1, of: op)?.quantization?.scales
        else { return [] }
        let ratios = scales.map { firstScale * $0 / outputScale }
        guard let least = ratios.min(), let greatest = ratios.max(), least.isFinite, greatest.isFinite else {
            return []
        }
        if greatest >= productRatios.upperBound {
            return [
                model.finding(
                    .warning, "product-scale",
                    "a product of two steps of the inputs is \(greatest.significant(4)) steps of the output, which has 256: "
                        + "nearly every result is at an end",
                    advice: "the output's range is far too narrow; \(Finding.quantizeAgain)", at: index, tensor: output)
            ]
        }
        guard op.name == "MUL", least < productRatios.lowerBound else { return [] }
        return [
            model.finding(
                .warning, "product-scale",
                "a product of two steps of the inputs is less than 2^-16 of a step of the output: every product is zero",
                advice: "the output's range is far too wide; \(Finding.quantizeAgain)", at: index, tensor: output)
        ]
    }

    /// The largest sum that a channel of weights can make, by all inputs at their worst.
    private static func accumulator(of index: Int, in model: OutlinedModel) -> [Finding] {
        let op = model.outline.operators[index]
        guard let axis = op.channelAxis, let input = model.input(0, of: op), input.type == .int8,
            let zeroPoint = input.scaling?.zeroPoint, (-128...127).contains(zeroPoint),
            let kernel = model.input(1, of: op), kernel.type == .int8, let weights = kernel.data,
            let layout = ChannelLayout(axis: axis, of: kernel.shape)
        else { return [] }
        var sums = [Int64](repeating: 0, count: layout.count)
        weights.withElements(Int8.self) { elements in
            layout.forEachRun(in: elements) { channel, run in
                var sum: Int64 = 0
                for weight in run { sum += Int64(weight.magnitude) }
                sums[channel] += sum
            }
        }
        let farthest = max(zeroPoint + 128, 127 - zeroPoint)
        let bias = model.input(2, of: op)
        let biases = bias?.data.flatMap { data in
            data.type == .int32 && data.count == layout.count ? data.withElements(Int32.self) { Array($0) } : nil
        }
        var findings: [Finding] = []
        let overflowing = sums.indices.filter { channel in
            sums[channel] * farthest + Int64(biases.map { $0[channel].magnitude } ?? 0) > Int64(Int32.max)
        }
        if let channel = overflowing.first {
            findings.append(
                model.finding(
                    .warning, "accumulator-overflow",
                    "the sums of \(overflowing.count.grouped) of \(layout.count.grouped) channels can leave 32 bits, that "
                        + "of channel \(channel) first",
                    advice: "by the worst of all inputs only; split the layer, or quantize it again, to be sure",
                    at: index,
                    tensor: kernel))
        }
        let saturated = biases?.count { $0 == .min || $0 == .max } ?? 0
        if saturated > 0 {
            findings.append(
                model.finding(
                    .warning, "bias-saturated",
                    "\(saturated.grouped) biases are at the end of what 32 bits hold, so they were larger", at: index,
                    tensor: bias))
        }
        return findings
    }
}
