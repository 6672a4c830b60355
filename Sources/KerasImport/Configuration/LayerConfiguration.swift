import JSONFormat
import ModelIR

/// What keeps a layer from being converted, in words that follow the layer's name.
struct UnsupportedReason: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// The configuration of one layer (Keras's `get_config`), read key by key under the names of Keras 2 and 3.
struct LayerConfiguration: Sendable {
    let className: String
    /// The name inside its own model.
    let name: String
    /// The generation of Keras that wrote the file: 1, 2 (with tf.keras and tf_keras) or 3.
    let kerasGeneration: Int
    let values: JSONObject

    /// Larger numbers make no sense in a layer, and would overflow the arithmetic of shapes.
    private static let integerLimit = 1 << 30

    /// The value of `key`, freed of the wrappers that Keras puts around tuples and arrays; nil where it is absent or
    /// null.
    subscript(key: String) -> JSONValue? {
        guard let value = values[key]?.unwrapped, !value.isNull else { return nil }
        return value
    }

    var isTrainable: Bool { self["trainable"]?.bool ?? true }

    /// How Keras 3 has quantized the layer, in its words; nil where it has not.
    var quantizationMode: String? {
        guard let policy = self["dtype"], let className = policy["class_name"]?.string,
            !["DTypePolicy", "DTypePolicyMap", "FloatDTypePolicy", "Policy"].contains(className)
        else { return nil }
        return policy["config"]?["mode"]?.string ?? className
    }

    func bool(_ key: String, default fallback: Bool) throws(UnsupportedReason) -> Bool {
        guard let value = self[key] else { return fallback }
        guard let bool = value.bool else { throw unusable(key) }
        return bool
    }

    func string(_ key: String, default fallback: String) throws(UnsupportedReason) -> String {
        guard let value = self[key] else { return fallback }
        guard let string = value.string else { throw unusable(key) }
        return string
    }

    /// A number of 32 bits, as Keras computes with; never NaN.
    func number(_ key: String, default fallback: Double) throws(UnsupportedReason) -> Double {
        guard let value = self[key] else { return fallback }
        guard let number = value.number, !number.isNaN else { throw unusable(key) }
        return number
    }

    func number(_ key: String) throws(UnsupportedReason) -> Double? {
        self[key] == nil ? nil : try number(key, default: 0)
    }

    func integer(_ key: String) throws(UnsupportedReason) -> Int {
        guard let integer = self[key]?.integer, integer.magnitude <= LayerConfiguration.integerLimit else {
            throw unusable(key)
        }
        return integer
    }

    func integer(_ key: String, default fallback: Int) throws(UnsupportedReason) -> Int {
        self[key] == nil ? fallback : try integer(key)
    }

    /// An integer above zero.
    func size(_ key: String) throws(UnsupportedReason) -> Int {
        let size = try integer(key)
        guard size > 0 else { throw unusable(key) }
        return size
    }

    /// A list of integers, or one alone.
    func integers(_ key: String) throws(UnsupportedReason) -> [Int] {
        let items = self[key].map { $0.array ?? [$0] } ?? []
        let integers = items.compactMap(\.integer).filter { $0.magnitude <= LayerConfiguration.integerLimit }
        guard !items.isEmpty, integers.count == items.count else { throw unusable(key) }
        return integers
    }

    /// `count` sizes above zero, or one that stands for all; `fallback` where the key is absent.
    func sizes(_ key: String, count: Int, default fallback: Int? = nil) throws(UnsupportedReason) -> [Int] {
        if self[key] == nil, let fallback { return Array(repeating: fallback, count: count) }
        let sizes = try integers(key)
        guard sizes.count == count || sizes.count == 1, sizes.allSatisfy({ $0 > 0 }) else { throw unusable(key) }
        return sizes.count == count ? sizes : Array(repeating: sizes[0], count: count)
    }

    /// Two sizes above zero for height and width, or one that stands for both.
    func pair(_ key: String, default fallback: Int? = nil) throws(UnsupportedReason) -> Pair {
        let sizes = try sizes(key, count: 2, default: fallback)
        return Pair(height: sizes[0], width: sizes[1])
    }

    /// Throws where the layer's data has channels in front of height and width.
    func requireChannelsLast() throws(UnsupportedReason) {
        guard try string("data_format", default: "channels_last") == "channels_last" else {
            throw UnsupportedReason("data_format 'channels_first' is not supported; build the model as channels_last")
        }
    }

    func unusable(_ key: String) -> UnsupportedReason {
        guard let value = self[key] else { return UnsupportedReason("its configuration has no '\(key)'") }
        return UnsupportedReason("'\(key)' in its configuration is \(value.summary), which is not supported")
    }
}
