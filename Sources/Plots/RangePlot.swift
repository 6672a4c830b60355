import Files
import ModelIR
import Reporting

/// A picture of the ranges of a model's layers, one row for each, on one logarithmic axis of magnitudes.
///
/// It has a background of its own, so that it is readable on a light page and on a dark one. The same ranges give the same
/// bytes wherever the same fonts are installed.
package struct RangePlot: Sendable {
    /// Magnitudes, and the steps between neighbouring integers.
    package struct Extent: Sendable {
        /// The ends of the bar, above zero.
        package let magnitudes: ClosedRange<Double>
        /// The smallest and the largest step; nil for what is not quantized.
        package let steps: ClosedRange<Double>?

        package init(magnitudes: ClosedRange<Double>, steps: ClosedRange<Double>?) {
            self.magnitudes = magnitudes
            self.steps = steps
        }
    }

    package struct Row: Sendable {
        package let name: String
        /// From the smallest to the largest channel, by the largest magnitude in each.
        package let weights: Extent?
        /// From the nearer to the farther end of what a result can be.
        package let activations: Extent?

        package init(name: String, weights: Extent?, activations: Extent?) {
            self.name = name
            self.weights = weights
            self.activations = activations
        }

        fileprivate var extents: [Extent] { [weights, activations].compactMap(\.self) }
    }

    package let title: String
    package let rows: [Row]

    /// Rows without any range are left out.
    package init(title: String, rows: [Row]) {
        self.title = title
        self.rows = rows.filter { !$0.extents.isEmpty }
    }

    /// Writes the picture to a file that appears whole or not at all.
    package func write(_ format: Canvas.Format, to path: String) throws(PlotError) {
        let bytes = try encoded(format)
        do {
            try AtomicFile.replace(path, withBytes: bytes)
        } catch {
            throw PlotError(error.kind, error.description)
        }
    }

    /// The picture as a file.
    package func encoded(_ format: Canvas.Format) throws(PlotError) -> [UInt8] {
        guard !rows.isEmpty else { throw PlotError(.badData, "there are no ranges to draw: no weights, and no scales") }
        let layout = RangeLayout(rowCount: rows.count, decades: decades)
        let canvas = try Canvas(width: layout.width, height: layout.height, format: format)
        RangeDrawing(plot: self, layout: layout, canvas: canvas).draw()
        let bytes = try canvas.encoded()
        return format == .svg ? SVGDescription(title: title, text: description).inserted(into: bytes) : bytes
    }

    /// The powers of ten between which everything lies.
    private var decades: ClosedRange<Int> {
        let ends = rows.flatMap(\.extents).flatMap { extent in
            [extent.magnitudes.lowerBound, extent.magnitudes.upperBound] + (extent.steps.map { [$0.lowerBound] } ?? [])
        }.map(log10(of:))
        let least = Int((ends.min() ?? 0).rounded(.down))
        return least...max(least + 1, Int((ends.max() ?? 0).rounded(.up)))
    }

    /// All numbers of the picture in words, one line for each row.
    private var description: String {
        rows.map { row in
            func text(_ name: String, _ extent: Extent?) -> String {
                guard let extent else { return "" }
                let ends =
                    "\(extent.magnitudes.lowerBound.significant(4)) to \(extent.magnitudes.upperBound.significant(4))"
                let steps = extent.steps.map { steps in
                    let last = steps.upperBound == steps.lowerBound ? "" : " to \(steps.upperBound.significant(4))"
                    return ", steps of \(steps.lowerBound.significant(4))\(last)"
                }
                return "; \(name) \(ends)\(steps ?? "")"
            }
            return row.name + text("weights", row.weights) + text("activations", row.activations)
        }.joined(separator: "\n")
    }
}
