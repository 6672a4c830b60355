import Files
package import Metrics
import ModelIR
import Reporting

/// A picture of a confusion matrix: a row for each class, a column for each prediction, coloured by the share of the row.
///
/// It has a background of its own, so that it is readable on a light page and on a dark one. The same matrix gives the
/// same bytes wherever the same fonts are installed.
package struct ConfusionMatrixPlot: Sendable {
    package let matrix: ConfusionMatrix
    /// One name for each class; any text, which is cut and cleaned where it cannot be drawn.
    package let classNames: [String]
    package let title: String

    /// More classes than these are more cells than a picture can show.
    private static let mostClasses = 4096

    package init(_ matrix: ConfusionMatrix, classNames: [String], title: String) {
        precondition(classNames.count == matrix.classCount)
        self.matrix = matrix
        self.classNames = classNames
        self.title = title
    }

    /// Writes the picture as PNG to a file that appears whole or not at all.
    package func writePNG(to path: String) throws(PlotError) { try Self.write(png(), to: path) }

    /// Writes the picture as SVG to a file that appears whole or not at all.
    package func writeSVG(to path: String) throws(PlotError) { try Self.write(svg(), to: path) }

    private static func write(_ bytes: [UInt8], to path: String) throws(PlotError) {
        do {
            try AtomicFile.replace(path, withBytes: bytes)
        } catch {
            throw PlotError(error.kind, error.description)
        }
    }

    package func png() throws(PlotError) -> [UInt8] { try draw(.png) }

    /// The picture as SVG: text as outlines, so that it looks the same everywhere, and the whole table as its
    /// description, for search and for readers who do not see it.
    package func svg() throws(PlotError) -> [UInt8] {
        SVGDescription(title: title, text: description).inserted(into: try draw(.svg))
    }

    private func draw(_ format: Canvas.Format) throws(PlotError) -> [UInt8] {
        guard matrix.classCount <= Self.mostClasses else {
            throw PlotError(
                .badData,
                "a confusion matrix of \(matrix.classCount.grouped) classes cannot be drawn; at most "
                    + "\(Self.mostClasses.grouped) can")
        }
        let layout = try makeLayout()
        let canvas = try Canvas(width: layout.width, height: layout.height, format: format)
        ConfusionMatrixDrawing(plot: self, layout: layout, canvas: canvas).draw()
        return try canvas.encoded()
    }

    private func makeLayout() throws(PlotError) -> ConfusionMatrixLayout {
        let ruler = try Canvas(width: 1, height: 1, format: .png)
        // Large, because widths are not quite proportional to sizes at small ones.
        let size = 100.0
        ruler.setFont(size: size)
        let widest = classNames.reduce(0) { max($0, ruler.width(of: ruler.fitted($1, width: 20 * size))) }
        let digits = ruler.width(of: (matrix.counts.max() ?? 0).grouped)
        return ConfusionMatrixLayout(
            classCount: matrix.classCount, widestName: widest / size, digits: digits / size)
    }

    /// What stands below the title.
    var subtitle: String {
        guard matrix.total > 0 else { return "no samples" }
        return
            "accuracy \(matrix.accuracy.fixed(4)) on \(matrix.total.grouped) sample\(matrix.total == 1 ? "" : "s")"
    }

    /// The matrix in words, one line for each class: its name, its samples, and how many were taken for each class.
    private var description: String {
        let rows = classNames.indices.map { label in
            let counts = classNames.indices.map { String(matrix.count(label: label, predicted: $0)) }
            return "\(classNames[label]): \(counts.joined(separator: " "))"
        }
        return ([subtitle, "rows are true classes, columns predicted ones in the same order"] + rows)
            .joined(separator: "\n")
    }
}
