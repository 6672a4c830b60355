/// Which samples of a part are drawn.
package struct SampleChoice: Sendable, Hashable {
    /// The share to draw, over 0 and at most 1.
    package var fraction: Double?
    /// The number to draw, at least 1.
    package var count: Int?
    /// The classes to draw from; empty for all.
    package var classes: [Int]
    /// What the drawing follows from.
    package var seed: UInt64

    /// All samples of `classes`, or of all classes where none is named, unless `fraction` or `count` says otherwise.
    package init(fraction: Double? = nil, count: Int? = nil, classes: [Int] = [], seed: UInt64 = 0) {
        self.fraction = fraction
        self.count = count
        self.classes = classes
        self.seed = seed
    }
}
