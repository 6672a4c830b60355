import JSONFormat

/// Reads the entries of `inbound_nodes`, each of which is one call of a layer.
///
/// Up to Keras 2 a call is a list of `[layer, call, output, keywords]`, a single one of them (layers that stand for
/// functions of TensorFlow), or a dictionary of them; Keras 3 writes `args` and `kwargs` with tensors anywhere inside.
struct CallParser {
    /// The names of the model's layers, by which references are told from other lists.
    let layerNames: Set<String>

    /// The call that `node` describes; nil where it has none of the known forms.
    func call(_ node: JSONValue) -> Call<TensorReference>? {
        if case .object(let object) = node, let arguments = object["args"]?.array {
            return Call(
                positional: arguments.map(modernArgument),
                keywords: (object["kwargs"]?.object?.members ?? []).map { ($0.key, modernArgument($0.value)) })
        }
        return legacyCall(node)
    }

    /// The reference `[layer, call, output]`, with or without keywords behind it.
    static func reference(_ json: JSONValue) -> TensorReference? {
        guard let items = json.array, (3...4).contains(items.count), let layer = items[0].string,
            let call = items[1].integer, let output = items[2].integer, call >= 0, output >= 0
        else { return nil }
        return TensorReference(layer: layer, call: call, output: output)
    }

    // MARK: Keras 3

    private func modernArgument(_ json: JSONValue) -> Argument<TensorReference> {
        switch json {
        case .array(let items): return CallParser.list(items.map(modernArgument)) ?? .constant(json.unwrapped)
        case .object(let object):
            if object["class_name"] == .string("__keras_tensor__"),
                let reference = CallParser.reference(object["config"]?["keras_history"] ?? .null)
            {
                return .value(reference)
            }
            if object["class_name"] != nil, case .array(let items) = json.unwrapped {
                return CallParser.list(items.map(modernArgument)) ?? .constant(json.unwrapped)
            }
            let members = object.members.map { (key: $0.key, value: modernArgument($0.value)) }
            guard members.contains(where: { !$0.value.values.isEmpty }) else { return .constant(json.unwrapped) }
            return .dictionary(members)
        case .null, .bool, .integer, .largeInteger, .number, .string: return .constant(json)
        }
    }

    /// A list that has references in it; nil for one of constants alone.
    private static func list(_ items: [Argument<TensorReference>]) -> Argument<TensorReference>? {
        items.contains { !$0.values.isEmpty } ? .list(items) : nil
    }

    // MARK: Keras 1 and 2

    private func legacyCall(_ node: JSONValue) -> Call<TensorReference>? {
        if let (argument, keywords) = entry(node) {
            return Call(positional: [argument], keywords: keywords)
        }
        switch node {
        case .array(let items):
            var arguments: [Argument<TensorReference>] = []
            var keywords: [(key: String, value: Argument<TensorReference>)] = []
            for item in items {
                guard let (argument, more) = entry(item) else { return nil }
                arguments.append(argument)
                // Keras repeats the keywords of the call with each of its tensors.
                if keywords.isEmpty { keywords = more }
            }
            guard !arguments.isEmpty else { return nil }
            return Call(positional: arguments.count == 1 ? arguments : [.list(arguments)], keywords: keywords)
        case .object(let object):
            var members: [(key: String, value: Argument<TensorReference>)] = []
            for member in object.members {
                guard let (argument, _) = entry(member.value) else { return nil }
                members.append((member.key, argument))
            }
            return Call(positional: [.dictionary(members)])
        case .null, .bool, .integer, .largeInteger, .number, .string: return nil
        }
    }

    /// `[layer, call, output, keywords]`, or `["_CONSTANT_VALUE", -1, value, keywords]`.
    private func entry(
        _ json: JSONValue
    ) -> (Argument<TensorReference>, keywords: [(key: String, value: Argument<TensorReference>)])? {
        guard let items = json.array, (3...4).contains(items.count) else { return nil }
        let keywords = (items.count > 3 ? items[3].object?.members ?? [] : []).map {
            (key: $0.key, value: legacyArgument($0.value))
        }
        if items[0] == .string("_CONSTANT_VALUE") { return (.constant(items[2].unwrapped), keywords) }
        return CallParser.reference(json).map { (.value($0), keywords) }
    }

    /// The value of a keyword, in which a list may be a reference.
    private func legacyArgument(_ json: JSONValue) -> Argument<TensorReference> {
        guard case .array(let items) = json else { return .constant(json.unwrapped) }
        if items.count == 3, let reference = CallParser.reference(json), layerNames.contains(reference.layer) {
            return .value(reference)
        }
        return CallParser.list(items.map(legacyArgument)) ?? .constant(json.unwrapped)
    }
}
