import KerasImport
import ModelIR
import Reporting

/// What is wrong with a Keras model.
enum KerasRules {
    static func findings(in model: KerasModel) -> [Finding] {
        var findings: [Finding] = []
        for layer in model.layers {
            for weight in layer.weights {
                do throws(KerasError) {
                    findings += self.findings(of: weight, try weight.read(), in: layer)
                } catch {
                    findings += self.findings(about: error)
                }
            }
            if layer.outputShapes.isEmpty {
                findings.append(
                    Finding(
                        .warning, "unused-layer", "it is never called", advice: "remove it from the model",
                        layer: layer.name, operator: layer.className))
            }
        }
        return findings
    }

    /// What `error` says, which kept a model from being read: one finding for each layer that cannot be converted.
    static func findings(about error: KerasError) -> [Finding] {
        guard error.unsupportedLayers.isEmpty else {
            return error.unsupportedLayers.map { layer in
                Finding(
                    .error, "unsupported-layer", layer.reason,
                    advice: "qconv cannot convert the model; replace the layer, or leave it to the program",
                    layer: layer.name, operator: layer.className)
            }
        }
        return [
            Finding(
                .error, "unreadable", error.message, advice: "save the model again with model.save",
                layer: error.location, byteOffset: error.byteOffset)
        ]
    }

    private static func findings(
        of weight: KerasLayerSummary.Weight, _ data: TensorData, in layer: KerasLayerSummary
    ) -> [Finding] {
        func finding(_ severity: Finding.Severity, _ rule: String, _ message: String, advice: String) -> Finding {
            Finding(
                severity, rule, message, advice: advice, layer: layer.name, operator: layer.className,
                tensor: "\(layer.name)/\(weight.name)")
        }
        let layout = ChannelLayout(ofKerasWeight: weight.name, className: layer.className, shape: weight.shape)
        let statistics = TensorStatistics(of: data, quantization: nil, layout: layout)
        var findings: [Finding] = []
        if statistics.all.notFinite > 0 {
            findings.append(
                finding(
                    .error, "not-finite",
                    "\(statistics.all.notFinite.grouped) of \(data.count.grouped) numbers are infinite or none",
                    advice: Finding.trainAgain))
        }
        if weight.name.hasSuffix("variance") {
            let values = data.floats()
            let (negative, zero) = (values.count { $0 < 0 }, values.count { $0 == 0 })
            if negative > 0 {
                findings.append(
                    finding(
                        .error, "negative-variance",
                        "\(negative.grouped) of \(values.count.grouped) variances are negative",
                        advice: "the file is damaged, or was changed by hand; save the model again"))
            }
            if zero > 0 {
                findings.append(
                    finding(
                        .warning, "zero-variance",
                        "\(zero.grouped) of \(values.count.grouped) variances are zero: what comes in did not vary",
                        advice: "whatever differs there is magnified by far; look at the channels in front"))
            }
        }
        let dead = statistics.channels.indices.filter { statistics.channels[$0].isDead }
        if let first = dead.first {
            findings.append(
                finding(
                    .warning, "dead-channel",
                    "\(dead.count.grouped) of \(statistics.channels.count.grouped) output channels have nothing but "
                        + "zeros, number \(first) first", advice: Finding.pruneChannels))
        }
        return findings
    }
}
