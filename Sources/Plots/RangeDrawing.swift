/// Draws a ``RangePlot``.
struct RangeDrawing {
    let plot: RangePlot
    let layout: RangeLayout
    let canvas: Canvas

    private static let weights = Color(red: 0.12, green: 0.38, blue: 0.63)
    private static let activations = Color(red: 0.85, green: 0.42, blue: 0.08)
    private static let stripe = Color(red: 0.955, green: 0.962, blue: 0.972)
    private static let grid = Color(red: 0.84, green: 0.86, blue: 0.89)
    private static let barWidth = 5.0
    private static let stepHeight = 9.0

    func draw() {
        canvas.fill(x: 0, y: 0, width: layout.width, height: layout.height, .white)
        drawHead()
        drawRows()
        drawAxes()
    }

    private func drawHead() {
        let room = layout.width - 2 * RangeLayout.margin
        canvas.setFont(size: 17, isBold: true)
        canvas.draw(canvas.fitted(plot.title, width: room), x: RangeLayout.margin, y: 26, .left, .ink)
        canvas.setFont(size: 12)
        var x = RangeLayout.margin
        let y = 54.0
        func legend(_ text: String, width: Double, _ mark: (Double) -> Void) {
            mark(x)
            x += width + 7
            canvas.draw(text, x: x, y: y, .left, .paleInk)
            x += canvas.width(of: text) + 22
        }
        let hasWeights = plot.rows.contains { $0.weights != nil }
        let hasActivations = plot.rows.contains { $0.activations != nil }
        if hasWeights {
            legend("weights: smallest to largest channel", width: 26) {
                drawBar(from: $0, to: $0 + 26, y: y, Self.weights)
            }
        }
        if hasActivations {
            legend("activations: nearer to farther end", width: 26) {
                drawBar(from: $0, to: $0 + 26, y: y, Self.activations)
            }
        }
        if plot.rows.contains(where: { $0.weights?.steps != nil || $0.activations?.steps != nil }) {
            legend("step of the integers", width: 12) {
                drawStep(x: $0 + 2, y: y, hasWeights ? Self.weights : Self.activations)
                drawStep(x: $0 + 9, y: y, hasActivations ? Self.activations : Self.weights)
            }
        }
        canvas.draw("magnitude, logarithmic", x: layout.plotLeft, y: 76, .left, .paleInk)
    }

    private func drawRows() {
        for (index, row) in plot.rows.enumerated() {
            let top = layout.top(ofRow: index)
            let middle = top + RangeLayout.rowHeight / 2
            if index % 2 == 0 {
                canvas.fill(
                    x: RangeLayout.margin - 6, y: top, width: layout.width - 2 * RangeLayout.margin + 12,
                    height: RangeLayout.rowHeight, Self.stripe)
            }
            canvas.setFont(size: 12)
            canvas.draw(
                canvas.fitted(row.name, width: RangeLayout.nameWidth), x: RangeLayout.margin, y: middle, .left, .ink)
        }
        for first in layout.firstRows {
            let last = min(first + RangeLayout.rowsBetweenAxes, plot.rows.count) - 1
            let (top, bottom) = (layout.top(ofRow: first), layout.top(ofRow: last) + RangeLayout.rowHeight)
            for decade in layout.decades {
                let x = layout.x(ofLogarithm: Double(decade))
                canvas.line(fromX: x, y: top, toX: x, y: bottom, decade == 0 ? .paleInk : Self.grid)
            }
        }
        for (index, row) in plot.rows.enumerated() {
            let middle = layout.top(ofRow: index) + RangeLayout.rowHeight / 2
            // Alone, a bar has the middle of the row.
            let isAlone = row.weights == nil || row.activations == nil
            drawExtent(row.weights, y: isAlone ? middle : middle - RangeLayout.lane, Self.weights)
            drawExtent(row.activations, y: isAlone ? middle : middle + RangeLayout.lane, Self.activations)
        }
    }

    private func drawExtent(_ extent: RangePlot.Extent?, y: Double, _ color: Color) {
        guard let extent else { return }
        let (start, end) = (layout.x(of: extent.magnitudes.lowerBound), layout.x(of: extent.magnitudes.upperBound))
        if let steps = extent.steps {
            let (least, greatest) = (layout.x(of: steps.lowerBound), layout.x(of: steps.upperBound))
            canvas.line(fromX: least, y: y, toX: start, y: y, width: 1, color)
            drawStep(x: least, y: y, color)
            if greatest - least > 1 { drawStep(x: greatest, y: y, color) }
        }
        drawBar(from: start, to: end, y: y, color)
    }

    private func drawBar(from start: Double, to end: Double, y: Double, _ color: Color) {
        canvas.line(fromX: start, y: y, toX: end, y: y, width: Self.barWidth, color)
        canvas.disk(x: start, y: y, radius: Self.barWidth / 2 + 0.5, color)
        canvas.disk(x: end, y: y, radius: Self.barWidth / 2 + 0.5, color)
    }

    private func drawStep(x: Double, y: Double, _ color: Color) {
        canvas.line(fromX: x, y: y - Self.stepHeight / 2, toX: x, y: y + Self.stepHeight / 2, width: 2, color)
    }

    private func drawAxes() {
        canvas.setFont(size: 11)
        let lastBottom = layout.top(ofRow: plot.rows.count - 1) + RangeLayout.rowHeight
        let places = layout.firstRows.map { layout.top(ofRow: $0) - RangeLayout.axisHeight } + [lastBottom]
        // With many decades every label would touch its neighbour.
        let step = max(1, Int((46 * Double(layout.decades.count) / layout.plotWidth).rounded(.up)))
        for top in places {
            for decade in layout.decades where (decade - layout.decades.lowerBound) % step == 0 {
                canvas.draw(
                    Self.label(decade), x: layout.x(ofLogarithm: Double(decade)), y: top + RangeLayout.axisHeight / 2,
                    .center, .paleInk)
            }
        }
    }

    /// A power of ten: plain near one, and with an exponent elsewhere.
    private static func label(_ decade: Int) -> String {
        switch decade {
        case -3...(-1): "0." + String(repeating: "0", count: -decade - 1) + "1"
        case 0...3: ["1", "10", "100", "1,000"][decade]
        default: "10" + String(decade).map { superscripts[$0] ?? "" }.joined()
        }
    }

    private static let superscripts: [Character: String] = [
        "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    ]
}
