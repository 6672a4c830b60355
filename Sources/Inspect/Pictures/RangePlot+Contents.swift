import ModelIR
package import Plots

extension RangePlot {
    /// The ranges of the layers of a model that `choice` leaves, in its order; reads their weights.
    package init(of contents: ModelContents, _ choice: TableChoice) throws(InspectError) {
        let layers = try ModelReport(of: contents).choosing(choice).layers
        var rows: [Row] = []
        for layer in layers {
            let weights = contents.layers[layer.index].weights
            rows.append(
                Row(
                    name: layer.name.isEmpty ? layer.operator : "\(layer.name)  \(layer.operator)",
                    weights: try Extent(ofWeights: weights.filter { $0.role == .weight }),
                    activations: layer.activations.flatMap { Extent($0, step: layer.scale) }))
        }
        self.init(title: "\(contents.name), \(contents.path)", rows: rows)
    }
}

extension RangePlot.Extent {
    /// Nil where no weight is other than zero.
    fileprivate init?(ofWeights weights: [TensorContents]) throws(InspectError) {
        var magnitudes: [Double] = []
        var steps: [Double] = []
        for weight in weights {
            guard let data = try weight.read() else { continue }
            let statistics = TensorStatistics(of: data, quantization: weight.quantization, layout: weight.channels)
            let parts = statistics.channels.isEmpty ? [statistics.all] : statistics.channels
            magnitudes += parts.compactMap(\.magnitude)
            if data.type.integerLimits != nil, data.type != .int32 {
                steps += (weight.quantization?.scales ?? []).map(Double.init)
            }
        }
        let drawn = magnitudes.filter { $0 > 0 && $0.isFinite }
        guard let least = drawn.min(), let greatest = drawn.max() else { return nil }
        self.init(magnitudes: least...greatest, steps: Self.range(of: steps))
    }

    /// The two ends of a range, and the step between its numbers; nil where both ends are zero.
    fileprivate init?(_ activations: LayerReport.Activations, step: Float?) {
        let ends = [activations.min, activations.max].map { Double(abs($0)) }.filter { $0 > 0 && $0.isFinite }
        guard let least = ends.min(), let greatest = ends.max() else { return nil }
        self.init(magnitudes: least...greatest, steps: Self.range(of: step.map { [Double($0)] } ?? []))
    }

    private static func range(of steps: [Double]) -> ClosedRange<Double>? {
        let drawn = steps.filter { $0 > 0 && $0.isFinite }
        guard let least = drawn.min(), let greatest = drawn.max() else { return nil }
        return least...greatest
    }
}
