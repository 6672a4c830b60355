import Metrics
import Reporting

/// Draws the parts of a confusion matrix, each at its place in the layout.
struct ConfusionMatrixDrawing {
    let plot: ConfusionMatrixPlot
    let layout: ConfusionMatrixLayout
    let canvas: Canvas

    func draw() {
        canvas.fill(x: 0, y: 0, width: canvas.width, height: canvas.height, .white)
        drawTitles()
        drawAxes()
        drawCells()
        drawScale()
    }

    private func drawTitles() {
        let widest = canvas.width - 2 * ConfusionMatrixLayout.margin
        var y = ConfusionMatrixLayout.margin + ConfusionMatrixLayout.titleSize / 2
        canvas.setFont(size: ConfusionMatrixLayout.titleSize, isBold: true)
        let title = canvas.fitted(plot.title, width: widest)
        canvas.draw(title, x: ConfusionMatrixLayout.margin, y: y, .left, .ink)
        y += ConfusionMatrixLayout.titleSize / 2 + ConfusionMatrixLayout.textSize
        canvas.setFont(size: ConfusionMatrixLayout.textSize)
        canvas.draw(plot.subtitle, x: ConfusionMatrixLayout.margin, y: y, .left, .paleInk)
    }

    private func drawAxes() {
        canvas.setFont(size: ConfusionMatrixLayout.textSize)
        let half = layout.matrixSide / 2
        let columnNames = layout.hasLevelColumnNames ? layout.nameSize : layout.nameWidth
        canvas.draw(
            "predicted class", x: layout.left + half, y: layout.top - columnNames - 20, .center, .paleInk)
        canvas.draw(
            "true class", x: layout.left - layout.nameWidth - 20, y: layout.top + half, .center, runsUpwards: true,
            .paleInk)
        guard layout.nameSize > 0 else { return }
        canvas.setFont(size: layout.nameSize)
        for (index, name) in plot.classNames.enumerated() {
            let name = canvas.fitted(name, width: layout.nameWidth)
            let middle = (Double(index) + 0.5) * layout.cell
            canvas.draw(name, x: layout.left - 7, y: layout.top + middle, .right, .ink)
            if layout.hasLevelColumnNames {
                canvas.draw(
                    name, x: layout.left + middle, y: layout.top - 7 - layout.nameSize / 2, .center, .ink)
            } else {
                canvas.draw(name, x: layout.left + middle, y: layout.top - 7, .left, runsUpwards: true, .ink)
            }
        }
    }

    private func drawCells() {
        let supports = plot.matrix.supports
        // A hairline of background between cells that are large enough for it.
        let gap = layout.cell >= 10 ? 1.0 : 0
        for label in 0..<plot.matrix.classCount {
            for predicted in 0..<plot.matrix.classCount {
                let count = plot.matrix.count(label: label, predicted: predicted)
                let share = supports[label] > 0 ? Double(count) / Double(supports[label]) : 0
                let x = layout.left + Double(predicted) * layout.cell
                let y = layout.top + Double(label) * layout.cell
                canvas.fill(x: x, y: y, width: layout.cell - gap, height: layout.cell - gap, .scale(share))
                if count > 0 { drawNumbers(count, share, x: x + layout.cell / 2, y: y + layout.cell / 2) }
            }
        }
        canvas.outline(
            x: layout.left - 0.5, y: layout.top - 0.5, width: layout.matrixSide + 1 - gap,
            height: layout.matrixSide + 1 - gap, .paleInk)
    }

    private func drawNumbers(_ count: Int, _ share: Double, x: Double, y: Double) {
        guard layout.countSize > 0 else { return }
        let color = Color.scale(share).textColor
        let offset = layout.shareSize > 0 ? layout.shareSize * 0.7 : 0
        canvas.setFont(size: layout.countSize)
        canvas.draw(count.grouped, x: x, y: y - offset, .center, color)
        guard layout.shareSize > 0 else { return }
        canvas.setFont(size: layout.shareSize)
        canvas.draw(percentage(share), x: x, y: y + offset * 1.15, .center, color)
    }

    private func percentage(_ share: Double) -> String {
        share == 1 ? "100 %" : (share * 100).fixed(1) + " %"
    }

    private func drawScale() {
        let x = layout.left + layout.matrixSide + 18
        let height = layout.barHeight
        let steps = 100
        for step in 0..<steps {
            let y = layout.top + height * Double(step) / Double(steps)
            // Overlapping, so that no background shines through between them.
            let overlap = step < steps - 1 ? 0.5 : 0
            canvas.fill(
                x: x, y: y, width: ConfusionMatrixLayout.barWidth, height: height / Double(steps) + overlap,
                .scale(1 - (Double(step) + 0.5) / Double(steps)))
        }
        canvas.outline(
            x: x - 0.5, y: layout.top - 0.5, width: ConfusionMatrixLayout.barWidth + 1, height: height + 1, .paleInk)
        canvas.setFont(size: 11)
        for (share, text) in [(1.0, "100 %"), (0.5, "50 %"), (0, "0 %")] {
            let y = layout.top + 5 + (height - 10) * (1 - share)
            canvas.draw(text, x: x + ConfusionMatrixLayout.barWidth + 5, y: y, .left, .ink)
        }
        canvas.draw("of row", x: x, y: layout.top + height + 14, .left, .paleInk)
    }
}
