import JSONFormat

/// What a layer is called with: values, constants, and lists or dictionaries of them.
///
/// `Reference` is a ``TensorReference`` in a model's configuration, and a value of the graph once it is made.
indirect enum Argument<Reference: Sendable>: Sendable {
    case value(Reference)
    case constant(JSONValue)
    case list([Argument])
    case dictionary([(key: String, value: Argument)])

    /// All values in the order in which they are written.
    var values: [Reference] {
        switch self {
        case .value(let reference): [reference]
        case .constant: []
        case .list(let items): items.flatMap(\.values)
        case .dictionary(let items): items.flatMap(\.value.values)
        }
    }

    /// The same argument with every reference replaced.
    func map<Other: Sendable, Failure: Error>(
        _ transform: (Reference) throws(Failure) -> Other
    ) throws(Failure) -> Argument<Other> {
        switch self {
        case .value(let reference): return .value(try transform(reference))
        case .constant(let value): return .constant(value)
        case .list(let items):
            var mapped: [Argument<Other>] = []
            for item in items { mapped.append(try item.map(transform)) }
            return .list(mapped)
        case .dictionary(let items):
            var mapped: [(key: String, value: Argument<Other>)] = []
            for item in items { mapped.append((item.key, try item.value.map(transform))) }
            return .dictionary(mapped)
        }
    }
}

/// One call of a layer.
struct Call<Reference: Sendable>: Sendable {
    var positional: [Argument<Reference>]
    var keywords: [(key: String, value: Argument<Reference>)]

    init(positional: [Argument<Reference>], keywords: [(key: String, value: Argument<Reference>)] = []) {
        self.positional = positional
        self.keywords = keywords
    }

    /// All values, positional ones first.
    var values: [Reference] { positional.flatMap(\.values) + keywords.flatMap(\.value.values) }

    /// The argument that Python would bind to `name`, which stands at `position` of the function's parameters.
    func argument(_ position: Int, _ name: String) -> Argument<Reference>? {
        positional.indices.contains(position) ? positional[position] : keywords.first { $0.key == name }?.value
    }

    /// The same call with every reference replaced.
    func map<Other: Sendable, Failure: Error>(
        _ transform: (Reference) throws(Failure) -> Other
    ) throws(Failure) -> Call<Other> {
        var mapped = Call<Other>(positional: [])
        for argument in positional { mapped.positional.append(try argument.map(transform)) }
        for keyword in keywords { mapped.keywords.append((keyword.key, try keyword.value.map(transform))) }
        return mapped
    }
}

/// One of the values that one call of a layer makes.
struct TensorReference: Sendable, Hashable {
    var layer: String
    /// Which call of the layer, counted as the file counts.
    var call: Int
    var output: Int
}
