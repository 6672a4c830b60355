import JSONFormat
import ModelIR

/// Lowers one call of a function.
typealias Function = @Sendable (FunctionCall) throws(KerasError) -> [ValueID]

/// One call of a function, with its arguments found under the names of TensorFlow or Keras.
struct FunctionCall {
    let call: Call<ValueID>
    /// Settings that Keras 3 keeps beside the call.
    let parameters: JSONObject
    let context: LayerContext

    /// The argument that stands at `position` or has one of `names`.
    private func argument(_ position: Int, _ names: [String]) -> Argument<ValueID>? {
        if call.positional.indices.contains(position) { return call.positional[position] }
        for name in names {
            if let keyword = call.keywords.first(where: { $0.key == name }) { return keyword.value }
            if let value = parameters[name] { return .constant(value.unwrapped) }
        }
        return nil
    }

    /// The setting that stands at `position` or has one of `names`; nil where it is absent or null.
    func setting(_ position: Int, _ names: String...) throws(KerasError) -> JSONValue? {
        switch argument(position, names) {
        case .constant(let value): return value.isNull ? nil : value
        case nil: return nil
        case .value, .list, .dictionary:
            throw context.error(.badConfiguration, "argument '\(names[0])' must be a constant to be converted")
        }
    }

    /// An integer or a list of integers; nil where the setting is absent or null.
    func integers(_ position: Int, _ names: String...) throws(KerasError) -> [Int]? {
        guard let argument = argument(position, names) else { return nil }
        guard case .constant(let value) = argument else {
            throw context.error(.badConfiguration, "argument '\(names[0])' must be a constant to be converted")
        }
        guard !value.isNull else { return nil }
        let items = value.array ?? [value]
        let integers = items.compactMap(\.integer)
        guard integers.count == items.count, integers.allSatisfy({ $0.magnitude <= 1 << 30 }) else {
            throw context.error(.badConfiguration, "argument '\(names[0])' is \(value.summary), which is not supported")
        }
        return integers
    }

    func number(_ position: Int, _ names: String..., default fallback: Double) throws(KerasError) -> Double {
        guard case .constant(let value)? = argument(position, names), !value.isNull else { return fallback }
        guard let number = value.number, !number.isNaN else {
            throw context.error(.badConfiguration, "argument '\(names[0])' is \(value.summary), which is not supported")
        }
        return number
    }

    func bool(_ position: Int, _ names: String...) -> Bool {
        guard case .constant(let value)? = argument(position, names) else { return false }
        return value.bool ?? false
    }

    /// The first argument, which must be one value.
    func input() throws(KerasError) -> ValueID {
        guard let value = call.values.first else { throw context.error(.badConfiguration, "is called without inputs") }
        return value
    }

    /// A value, or a constant in its place.
    enum Operand {
        case value(ValueID)
        case constant(shape: [Int], elements: [Float])
    }

    /// The argument at `position` or of one of `names`.
    func operand(_ position: Int, _ names: String...) throws(KerasError) -> Operand {
        switch argument(position, names) {
        case .value(let value): return .value(value)
        case .constant(let json):
            guard let tensor = json.tensor else { break }
            return .constant(shape: tensor.shape, elements: tensor.elements.map { Float($0) })
        case .list, .dictionary, nil: break
        }
        throw context.error(.badConfiguration, "its argument '\(names.first ?? "")' is not an array")
    }

    /// The operand as a value of the graph, a constant named `<layer>/<suffix>` where it is one.
    func value(of operand: Operand, _ suffix: String) throws(KerasError) -> ValueID {
        switch operand {
        case .value(let value): value
        case .constant(let shape, let elements):
            shape.isEmpty ? try context.scalar(elements[0]) : try context.constant(suffix, shape: shape, elements)
        }
    }
}
