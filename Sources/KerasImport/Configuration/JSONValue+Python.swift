package import JSONFormat

extension JSONValue {
    /// The value freed of the wrappers that Keras's serializers put around Python's tuples and NumPy's arrays, at any
    /// depth.
    package var unwrapped: JSONValue {
        switch self {
        case .null, .bool, .integer, .largeInteger, .number, .string: self
        case .array(let items): .array(items.map(\.unwrapped))
        case .object(let object): JSONValue.content(of: object) ?? .object(object.mapValues(\.unwrapped))
        }
    }

    private static func content(of object: JSONObject) -> JSONValue? {
        if object["type"] == .string("ndarray"), let value = object["value"] { return value.unwrapped }
        switch object["class_name"]?.string {
        // tf.keras writes the items of a tuple beside its class name, Keras 3 inside of `config`.
        case "__tuple__", "TypeSpec", "TensorShape":
            let items = object["items"] ?? object["config"]?["value"] ?? object["config"]?["items"]
            return items?.unwrapped
        case "__numpy__", "__tensor__", "CompositeTensor": return object["config"]?["value"]?.unwrapped
        default: return nil
        }
    }

    /// All numbers of an array of any depth, in row-major order, with its shape; nil where something else is in it or
    /// rows differ in length.
    var tensor: (shape: [Int], elements: [Double])? {
        guard case .array(let items) = self else { return number.map { ([], [$0]) } }
        var shape: [Int]?
        var elements: [Double] = []
        for item in items {
            guard let part = item.tensor, shape == nil || shape == part.shape else { return nil }
            shape = part.shape
            elements += part.elements
        }
        return ([items.count] + (shape ?? []), elements)
    }

    /// A few words that show the value in a message.
    var summary: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .largeInteger(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): "'\(value.prefix(60))'"
        case .array(let items):
            "[" + items.prefix(4).map(\.summary).joined(separator: ", ") + (items.count > 4 ? ", …]" : "]")
        case .object(let object): object["class_name"]?.string.map { "a '\($0.prefix(60))'" } ?? "an object"
        }
    }
}

extension JSONObject {
    func mapValues(_ transform: (JSONValue) -> JSONValue) -> JSONObject {
        JSONObject(members: members.map { Member(key: $0.key, value: transform($0.value)) })
    }
}
