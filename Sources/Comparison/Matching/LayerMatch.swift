/// What became of a layer of one model in the other.
struct LayerMatch: Sendable {
    /// How a layer is related to the other model.
    enum Status: String, Sendable, Codable, CaseIterable {
        /// Both models have the layer.
        case matched
        /// Its numbers are in the weights of another layer.
        case folded
        /// Another layer's operator computes it, too.
        case fused
        /// It does nothing when the model runs.
        case dropped
        /// It is what the model takes, and computes nothing.
        case input
        /// Only the first model has it.
        case missing
        /// Only the second model has it.
        case added
    }

    /// How the two layers of a pair were found.
    enum Rule: String, Sendable, Codable { case name, shape }

    /// Places among the layers of the two models; one of them at least.
    var a: Int?
    var b: Int?
    var status: Status
    var rule: Rule?
    /// The layer of the other model that a folded or fused one went into.
    var into: String?
}
