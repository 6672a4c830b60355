/// How a sliding window treats the border.
package enum Padding: Sendable, Hashable, CaseIterable {
    /// Zeros are added so that the output has ceil(input / stride) positions; the odd one goes to the end.
    case same
    /// The window stays inside the input.
    case valid
}

/// A pair of values for the two axes of an image.
package struct Pair: Sendable, Hashable {
    package var height: Int
    package var width: Int

    package init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The same value for both axes.
    package init(_ both: Int) { self.init(height: both, width: both) }

    package static let one = Pair(1)
}

/// The geometry of a sliding window along one axis.
package struct WindowAxis: Sendable, Hashable {
    /// Positions of the output.
    package let outputSize: Int
    /// Zeros in front of the input.
    package let padBefore: Int
    /// Zeros behind the input.
    package let padAfter: Int

    /// Sizes as TensorFlow computes them; a dilated window covers `(window - 1) * dilation + 1` positions.
    package init(
        inputSize: Int, window: Int, stride: Int, dilation: Int = 1, padding: Padding
    ) throws(GraphError) {
        guard window > 0, stride > 0, dilation > 0, inputSize > 0 else {
            throw GraphError(
                .shapeMismatch,
                "window \(window), stride \(stride), dilation \(dilation) and input size \(inputSize) must be positive")
        }
        let extent = (window - 1) * dilation + 1
        switch padding {
        case .same:
            outputSize = (inputSize + stride - 1) / stride
            let total = max(0, (outputSize - 1) * stride + extent - inputSize)
            padBefore = total / 2
            padAfter = total - total / 2
        case .valid:
            guard inputSize >= extent else {
                throw GraphError(.shapeMismatch, "a window of \(extent) does not fit into an input of \(inputSize)")
            }
            outputSize = (inputSize - extent) / stride + 1
            padBefore = 0
            padAfter = 0
        }
    }
}

extension Shape {
    /// Throws unless this is an NHWC image batch.
    func requireImage() throws(GraphError) {
        guard rank == 4 else { throw GraphError(.shapeMismatch, "expected an NHWC input of rank 4, found \(self)") }
    }
}
