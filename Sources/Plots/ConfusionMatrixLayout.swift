/// Where the parts of a confusion matrix's picture stand, in units of the canvas.
struct ConfusionMatrixLayout {
    let classCount: Int
    /// The side of a cell.
    let cell: Double
    /// What class names may take beside the rows and above the columns; 0 where cells are too small for names.
    let nameWidth: Double
    let nameSize: Double
    /// Whether class names above the columns are short enough to stand as they are read.
    let hasLevelColumnNames: Bool
    /// Where cells have room for counts; the second is the font size of the share below it, 0 without room for both.
    let countSize: Double
    let shareSize: Double

    let left: Double
    let top: Double
    let width: Double
    let height: Double
    /// Of the scale of colours, whose caption stands below it.
    let barHeight: Double

    static let margin = 20.0
    static let titleSize = 18.0
    static let textSize = 13.0
    static let barWidth = 14.0
    private static let barSpace = 72.0
    private static let namesWidest = 150.0
    private static let smallestText = 7.0

    var matrixSide: Double { cell * Double(classCount) }

    /// - Parameters:
    ///   - widestName: how wide the widest class name is at a font size of 1.
    ///   - digits: how wide the largest count is at a font size of 1.
    init(classCount: Int, widestName: Double, digits: Double) {
        self.classCount = classCount
        cell =
            switch classCount {
            case ...10: 60
            case ...60: max(15, (600 / Double(classCount)).rounded())
            case ...200: 11
            default: max(1, (2000 / Double(classCount)).rounded(.down))
            }
        let nameFits = min(Self.textSize, cell * 0.8)
        nameSize = nameFits >= Self.smallestText ? nameFits : 0
        nameWidth = min(Self.namesWidest, widestName * nameSize).rounded(.up)
        hasLevelColumnNames = nameWidth <= cell - 6

        let countFits = min(15, cell * 0.34, (cell - 4) / digits)
        countSize = countFits >= Self.smallestText ? countFits : 0
        let shareFits = min(11, cell * 0.22)
        shareSize = countSize > 0 && shareFits >= 9 ? shareFits : 0

        let axis = Self.textSize + 14
        left = Self.margin + axis + nameWidth + 8
        let titles = Self.margin + Self.titleSize + Self.textSize + 22
        top = titles + axis + (hasLevelColumnNames ? nameSize : nameWidth) + 8
        let side = cell * Double(classCount)
        // Wide enough for the two lines above the matrix as well.
        width = max(left + side + Self.barSpace + Self.margin, 460)
        barHeight = max(60, min(side, 300))
        height = top + max(side, barHeight + Self.textSize) + Self.margin
    }
}
