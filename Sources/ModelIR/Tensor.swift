/// A dense array with a shape: what goes into a model and what comes out of it.
public struct Tensor: Sendable {
    /// Dimensions, outermost first; images are NHWC.
    public let shape: [Int]
    /// The elements in row-major order.
    public let data: TensorData

    /// The number of elements is the product of `shape`.
    public init(shape: [Int], data: TensorData) {
        precondition(shape.allSatisfy { $0 >= 0 }, "negative dimension in \(shape)")
        precondition(shape.reduce(1, *) == data.count, "\(data.count) elements do not fill shape \(shape)")
        self.shape = shape
        self.data = data
    }

    /// A copy of `elements`, whose number is the product of `shape`.
    public init<Element: TensorElement>(shape: [Int], _ elements: [Element]) {
        self.init(shape: shape, data: TensorData(elements))
    }

    /// The type of every element.
    public var type: ElementType { data.type }

    /// The elements converted to float32, whatever is stored.
    public func floats() -> [Float] { data.floats() }
}
