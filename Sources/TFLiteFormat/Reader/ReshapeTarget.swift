import ModelIR

/// The shape that a RESHAPE makes, worked out from what the file asks for.
struct ReshapeTarget {
    let shape: Shape

    /// `elements` may hold -1 once, for what is left over.
    ///
    /// Where the input's batch is open, the output's first dimension is that batch: written as such, as -1, or as 1,
    /// which converters leave behind when they freeze the shape of a model whose batch is open.
    init(_ elements: [ShapeElement], input: Shape) throws(TFLiteError) {
        var dimensions: [Int] = []
        for (axis, element) in elements.enumerated() {
            switch element {
            case .fixed(let size):
                dimensions.append(size)
            case .batch:
                guard axis == 0 else {
                    throw TFLiteError(.shapeConflict, "moves the batch to axis \(axis); it must stay in front")
                }
                dimensions.append(1)
            }
        }
        let open = dimensions.indices.filter { dimensions[$0] == -1 }
        let known = dimensions.filter { $0 != -1 }.checkedProduct
        guard open.count <= 1, dimensions.allSatisfy({ $0 == -1 || $0 > 0 }), let known else {
            throw TFLiteError(.malformed, "asks for the shape \(dimensions)")
        }
        if let axis = open.first {
            guard input.elementCount % known == 0 else {
                throw TFLiteError(.shapeConflict, "cannot make \(dimensions) of \(input)")
            }
            dimensions[axis] = input.elementCount / known
        }
        guard dimensions.checkedProduct == input.elementCount, !input.isBatchFree || dimensions.first == 1 else {
            throw TFLiteError(.shapeConflict, "cannot make \(dimensions) of \(input)")
        }
        shape = Shape(dimensions, isBatchFree: input.isBatchFree)
    }
}

extension Sequence<Int> {
    /// The product of sizes, or nil where one is negative or the product passes ``ElementLimit``.
    var checkedProduct: Int? {
        var product = 1
        for size in self {
            guard size >= 0 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            guard !overflow, next <= ElementLimit.elements else { return nil }
            product = next
        }
        return product
    }
}

/// Bounds on what a file may ask for, beyond which every runtime gives up.
enum ElementLimit {
    /// Elements of one tensor.
    static let elements = Int(Int32.max)
    /// Dimensions of one tensor.
    static let rank = 8
}
