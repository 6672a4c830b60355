import JSONFormat
import ModelIR

/// ZeroPadding1D and ZeroPadding2D.
struct ZeroPaddingLayer: SingleInputLayer {
    private let amounts: [Pad.Amount]

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        try configuration.requireChannelsLast()
        let rank = configuration.className.hasSuffix("1D") ? 1 : 2
        amounts = try configuration.margins("padding", rank: rank).map {
            Pad.Amount(before: $0.before, after: $0.after)
        }
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try context.append(.pad(Pad(amounts: [.none] + amounts + [.none])), [input], "pad")
    }
}

extension LayerConfiguration {
    /// Amounts in front of and behind each of `rank` axes: one number for all, one for each axis, or two for each.
    func margins(_ key: String, rank: Int) throws(UnsupportedReason) -> [(before: Int, after: Int)] {
        guard let value = self[key] else { throw unusable(key) }
        func amount(_ json: JSONValue) throws(UnsupportedReason) -> Int {
            guard let amount = json.integer, (0...1 << 20).contains(amount) else { throw unusable(key) }
            return amount
        }
        guard let items = value.array else {
            let amount = try amount(value)
            return Array(repeating: (amount, amount), count: rank)
        }
        if rank == 1, items.count == 2 { return [(try amount(items[0]), try amount(items[1]))] }
        guard items.count == rank else { throw unusable(key) }
        var margins: [(before: Int, after: Int)] = []
        for item in items {
            if let pair = item.array {
                guard pair.count == 2 else { throw unusable(key) }
                margins.append((try amount(pair[0]), try amount(pair[1])))
            } else {
                margins.append((try amount(item), try amount(item)))
            }
        }
        return margins
    }
}
