import KerasImport
package import ModelIR

/// What a file says about a tensor, and the way to its elements.
package struct TensorContents: Sendable {
    /// What a tensor is for.
    package enum Role: String, Sendable, Codable, CaseIterable {
        case input, output, activation, weight, bias
        /// A shape, an axis and the like.
        case constant
    }

    /// Where the elements are.
    enum Elements: Sendable {
        /// They are computed, or given when the model runs.
        case none
        case stored(TensorData)
        case keras(KerasLayerSummary.Weight)
        case listed(KerasListing.Weight)
    }

    package var name: String
    /// The layer that makes the tensor, or is the first to use it.
    package var layer: String
    package var role: Role
    package var type: ElementType
    /// Dimensions, outermost first; nil for a free batch.
    package var shape: [Int?]
    package var quantization: Quantization?
    /// How the elements of a weight belong to output channels; nil where they belong to none, or where that is not known.
    var channels: ChannelLayout?
    var elements: Elements

    /// Whether the elements are in the file.
    package var isConstant: Bool { if case .none = elements { false } else { true } }
    /// Whether training made the elements.
    package var isParameter: Bool { role == .weight || role == .bias }
    /// With a free batch counted as 1.
    package var elementCount: Int { shape.reduce(1) { $0 * ($1 ?? 1) } }
    package var byteCount: Int { elementCount * type.byteCount }

    /// Reads the elements; nil where there are none.
    func read() throws(InspectError) -> TensorData? {
        do throws(KerasError) {
            switch elements {
            case .none: return nil
            case .stored(let data): return data
            case .keras(let weight): return try weight.read()
            case .listed(let weight): return try weight.read()
            }
        } catch {
            throw InspectError(error)
        }
    }
}
