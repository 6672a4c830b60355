#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The logarithm to the base of ten.
func log10(of number: Double) -> Double { log10(number) }

/// Where the parts of a ``RangePlot`` are, in the units of ``Canvas``.
struct RangeLayout {
    let rowCount: Int
    let decades: ClosedRange<Int>

    static let margin = 24.0
    static let nameWidth = 250.0
    static let rowHeight = 22.0
    /// The distance of a bar from the middle of its row.
    static let lane = 5.0
    /// Room for the title and the legend.
    static let headHeight = 86.0
    static let axisHeight = 22.0
    /// The axis stands between rows, too, so that it is never far away.
    static let rowsBetweenAxes = 40
    private static let decadeWidth = 90.0
    private static let plotWidths = 420.0...900.0

    var plotLeft: Double { Self.margin + Self.nameWidth + 12 }
    var plotWidth: Double {
        min(max(Double(decades.count - 1) * Self.decadeWidth, Self.plotWidths.lowerBound), Self.plotWidths.upperBound)
    }
    var width: Double { plotLeft + plotWidth + Self.margin + 16 }

    /// How many axes there are above rows.
    private var axisCount: Int { (rowCount + Self.rowsBetweenAxes - 1) / Self.rowsBetweenAxes }
    var height: Double {
        Self.headHeight + Double(axisCount + 1) * Self.axisHeight + Double(rowCount) * Self.rowHeight + Self.margin
    }

    /// The upper edge of row number `index`, below the axis that may stand above it.
    func top(ofRow index: Int) -> Double {
        Self.headHeight + Double(index / Self.rowsBetweenAxes + 1) * Self.axisHeight + Double(index) * Self.rowHeight
    }

    /// The first row of each block below an axis.
    var firstRows: [Int] { Array(stride(from: 0, to: rowCount, by: Self.rowsBetweenAxes)) }

    func x(of magnitude: Double) -> Double { x(ofLogarithm: log10(of: magnitude)) }

    func x(ofLogarithm logarithm: Double) -> Double {
        plotLeft + plotWidth * (logarithm - Double(decades.lowerBound)) / Double(decades.count - 1)
    }
}
