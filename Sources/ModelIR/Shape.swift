/// The dimensions of a value in a graph, outermost first.
///
/// Images are NHWC. The batch is the only dimension that may be left open: where ``isBatchFree`` is set, dimension 0
/// holds 1 as a stand-in and takes any positive size when the model runs.
package struct Shape: Sendable, Hashable {
    package var dimensions: [Int]
    package var isBatchFree: Bool

    package init(_ dimensions: [Int], isBatchFree: Bool = false) {
        precondition(!isBatchFree || dimensions.first == 1, "a free batch is written as 1")
        self.dimensions = dimensions
        self.isBatchFree = isBatchFree
    }

    package var rank: Int { dimensions.count }

    /// Number of elements, with a free batch counted as 1.
    package var elementCount: Int { dimensions.reduce(1, *) }

    package subscript(axis: Int) -> Int { dimensions[axis] }

    /// The same shape with a free batch set to `batch`.
    package func resolved(batch: Int) -> Shape {
        guard isBatchFree else { return self }
        var dimensions = dimensions
        dimensions[0] = batch
        return Shape(dimensions)
    }

    /// Dimensions as the TFLite schema's `shape_signature` writes them: -1 for a free batch.
    package var signature: [Int] {
        guard isBatchFree else { return dimensions }
        return [-1] + dimensions.dropFirst()
    }
}

extension Shape: CustomStringConvertible {
    package var description: String {
        let words = signature.map { $0 < 0 ? "?" : String($0) }
        return "(" + words.joined(separator: ", ") + ")"
    }
}
