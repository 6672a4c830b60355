package import ModelIR

/// What one step of a plan computes and how long it takes.
package struct StepProfile: Sendable {
    /// The layer that it comes from.
    package var layer: String
    /// The operators of the model that it stands for, by their names in TFLite, in the order in which a run of each by
    /// itself would have them.
    package var operators: [String]
    /// The position in ``operators`` of the one with the most work.
    package var mainOperator: Int
    /// Height and width of the kernel of a convolution.
    package var kernel: Pair?
    /// The type of what it computes on.
    package var type: ElementType
    /// The dimensions of what it makes, the batch first.
    package var shape: [Int]
    /// The median.
    package var milliseconds: Double
    package var multiplyAccumulates: Int
    /// Bytes of what it reads, weights as the model has them, and of what it writes.
    package var bytesMoved: Int

    package init(
        layer: String, operators: [String], mainOperator: Int, kernel: Pair?, type: ElementType, shape: [Int],
        milliseconds: Double, multiplyAccumulates: Int, bytesMoved: Int
    ) {
        self.layer = layer
        self.operators = operators
        self.mainOperator = mainOperator
        self.kernel = kernel
        self.type = type
        self.shape = shape
        self.milliseconds = milliseconds
        self.multiplyAccumulates = multiplyAccumulates
        self.bytesMoved = bytesMoved
    }
}
