package import ModelIR

/// An input of a model that a data set has to feed.
package struct DataInput: Sendable, Hashable {
    package let name: String
    /// Dimensions without the batch, outermost first; images are height, width and channels.
    package let shape: [Int]
    /// The type that the model takes; a float32 input takes numbers of any type, as the engine converts them.
    package let type: ElementType

    package init(name: String, shape: [Int], type: ElementType) {
        self.name = name
        self.shape = shape
        self.type = type
    }

    /// Whether samples of `shape` hold the same elements in the same order, with other dimensions of 1 at most.
    func takes(shape: [Int]) -> Bool { shape.filter { $0 != 1 } == self.shape.filter { $0 != 1 } }

    /// Whether the engine converts numbers of `type` to those of the input.
    func takes(_ type: ElementType) -> Bool { self.type == .float32 || type.widens(to: self.type) }

    /// The name that arrays go by: without what TensorFlow's converter puts around Keras's names.
    var plainName: String {
        var plain = Substring(name)
        if plain.hasPrefix("serving_default_") { plain = plain.dropFirst("serving_default_".count) }
        if plain.hasSuffix(":0") { plain = plain.dropLast(2) }
        return plain.isEmpty ? name : String(plain)
    }
}
