/// RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR of an NHWC image.
package struct Resize: OperatorPayload {
    package enum Method: Sendable, Hashable, CaseIterable { case nearest, bilinear }

    package var method: Method
    package var size: Pair
    /// Corner pixels of input and output coincide.
    package var alignsCorners: Bool
    /// Pixels are squares with their sample in the middle.
    package var usesHalfPixelCenters: Bool

    package init(method: Method, size: Pair, alignsCorners: Bool = false, usesHalfPixelCenters: Bool = false) {
        self.method = method
        self.size = size
        self.alignsCorners = alignsCorners
        self.usesHalfPixelCenters = usesHalfPixelCenters
    }

    package var name: String {
        switch method {
        case .nearest: "RESIZE_NEAREST_NEIGHBOR"
        case .bilinear: "RESIZE_BILINEAR"
        }
    }

    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let input = inputs[0]
        try input.requireImage()
        guard size.height > 0, size.width > 0 else {
            throw GraphError(.shapeMismatch, "an image cannot be resized to \(size.height)x\(size.width)")
        }
        return [Shape([input[0], size.height, size.width, input[3]], isBatchFree: input.isBatchFree)]
    }
}
