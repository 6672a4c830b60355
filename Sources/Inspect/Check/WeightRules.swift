import ModelIR
import Reporting
import TFLiteFormat

/// Weights that are no numbers, or do nothing.
enum WeightRules {
    static func findings(in model: OutlinedModel) -> [Finding] {
        var findings: [Finding] = []
        for (index, op) in model.outline.operators.enumerated() {
            for (place, input) in op.inputs.enumerated() {
                guard let input, model.readers[input].first == index, let data = model.outline.tensors[input].data
                else {
                    continue
                }
                let tensor = model.outline.tensors[input]
                let axis = place == 1 ? op.channelAxis : nil
                guard data.type.isFloatingPoint || axis != nil else { continue }
                let layout = axis.flatMap { ChannelLayout(axis: $0, of: tensor.shape) }
                let statistics = TensorStatistics(of: data, quantization: tensor.sound, layout: layout)
                if data.type.isFloatingPoint, statistics.all.notFinite > 0 {
                    findings.append(
                        model.finding(
                            // A mask may well be infinite.
                            op.channelAxis == nil ? .warning : .error, "not-finite",
                            "\(statistics.all.notFinite.grouped) of \(data.count.grouped) numbers are infinite or none",
                            advice: Finding.trainAgain, at: index, tensor: tensor))
                }
                let dead = statistics.channels.indices.filter { statistics.channels[$0].isDead }
                if let first = dead.first {
                    findings.append(
                        model.finding(
                            .warning, "dead-channel",
                            "\(dead.count.grouped) of \(statistics.channels.count.grouped) output channels have nothing "
                                + "but zeros, number \(first) first",
                            advice: Finding.pruneChannels, at: index, tensor: tensor))
                }
            }
        }
        return findings
    }
}

extension ModelOutline.Tensor {
    /// The quantization, where statistics can be taken by it.
    fileprivate var sound: Quantization? {
        guard var quantization else { return nil }
        if quantization.zeroPoints.isEmpty {
            quantization.zeroPoints = Array(repeating: 0, count: quantization.scales.count)
        }
        let isPerChannel = quantization.scales.count > 1
        guard quantization.zeroPoints.count == quantization.scales.count,
            quantization.scales.allSatisfy({ $0.isFinite && $0 > 0 }),
            !isPerChannel
                || shape.indices.contains(quantization.axis)
                    && shape[quantization.axis] == quantization.scales.count
        else { return nil }
        return quantization
    }
}
