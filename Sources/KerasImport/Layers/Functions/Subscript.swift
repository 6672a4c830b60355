import JSONFormat
import ModelIR

extension FunctionCall {
    /// `x[...]` with ranges, single indices, an ellipsis and new axes, as Keras 2 and 3 write them.
    func subscripted() throws(KerasError) -> ValueID {
        let input = try input()
        let shape = context.shape(of: input)
        let specification = try setting(1, "slice_spec", "key")
        var items = specification?.array ?? [specification ?? .null]
        let used = items.count { !$0.isNull && !$0.isEllipsis }
        guard used <= shape.rank else {
            throw context.error(.shapeMismatch, "a subscript of \(used) axes does not fit \(shape)")
        }
        let full = JSONValue.object(JSONObject())
        let rest = [JSONValue](repeating: full, count: shape.rank - used)
        let ellipsis = items.firstIndex(where: \.isEllipsis) ?? items.count
        items.replaceSubrange(ellipsis..<min(ellipsis + 1, items.count), with: rest)

        var ranges: [Slice.Range?] = []
        // Axes of the result, before new ones are put in.
        var reversed: [Int] = []
        var removed: Set<Int> = []
        var newAxes: [Int] = []
        var outputRank = 0
        for item in items {
            guard !item.isNull else {
                newAxes.append(outputRank)
                outputRank += 1
                continue
            }
            guard ranges.count < shape.rank else {
                throw context.error(.shapeMismatch, "a subscript of more axes than there are does not fit \(shape)")
            }
            let size = shape[ranges.count]
            if let index = item.integer {
                guard (-size..<size).contains(index) else {
                    throw context.error(.shapeMismatch, "index \(index) is outside of axis \(ranges.count) of \(shape)")
                }
                let start = index < 0 ? index + size : index
                removed.insert(ranges.count)
                ranges.append(Slice.Range(start: start, end: start + 1))
            } else {
                if item.isReversal { reversed.append(ranges.count - removed.count) }
                ranges.append(item.isReversal ? nil : try range(item, size: size))
                outputRank += 1
            }
        }
        var result = input
        if ranges.contains(where: { $0 != nil }) {
            result = try context.append(.slice(Slice(ranges: ranges, removedAxes: removed)), [input], "slice")
        }
        for axis in reversed { result = try reversing(axis, of: result) }
        for axis in newAxes {
            result = try context.append(.expandDims(ExpandDims(axis: axis)), [result], "expand")
        }
        return result
    }

    /// The elements along `axis` in reverse order; written for the three channels that `preprocess_input` turns around.
    private func reversing(_ axis: Int, of value: ValueID) throws(KerasError) -> ValueID {
        let shape = context.shape(of: value)
        guard shape[axis] <= 16, !(shape.isBatchFree && axis == 0) else {
            throw context.error(.badConfiguration, "reversing axis \(axis) of \(shape) is not supported")
        }
        var parts: [ValueID] = []
        for index in (0..<shape[axis]).reversed() {
            var ranges = [Slice.Range?](repeating: nil, count: shape.rank)
            ranges[axis] = Slice.Range(start: index, end: index + 1)
            parts.append(try context.append(.slice(Slice(ranges: ranges)), [value], "axis\(axis)/\(index)"))
        }
        return try context.append(.concatenation(Concatenation(axis: axis)), parts, "axis\(axis)/reversed")
    }

    /// The range of `{"start": …, "stop": …, "step": …}`, bare or inside of a serialized slice; nil for all of it.
    private func range(_ item: JSONValue, size: Int) throws(KerasError) -> Slice.Range? {
        let slice = item["config"] ?? item
        guard slice.object != nil else {
            throw context.error(.badConfiguration, "a subscript by \(item.summary) is not supported")
        }
        func bound(_ key: String, default fallback: Int) throws(KerasError) -> Int {
            guard let value = slice[key], !value.isNull else { return fallback }
            guard let bound = value.integer, bound.magnitude <= 1 << 40 else {
                throw context.error(.badConfiguration, "a subscript by \(value.summary) is not supported")
            }
            return min(max(bound < 0 ? bound + size : bound, 0), size)
        }
        let (start, end) = (try bound("start", default: 0), try bound("stop", default: size))
        let step = slice["step"].flatMap { $0.isNull ? 1 : $0.integer } ?? 1
        guard (1...1 << 30).contains(step) else {
            throw context.error(.badConfiguration, "a subscript with step \(step) is not supported")
        }
        guard start != 0 || end != size || step != 1 else { return nil }
        return Slice.Range(start: start, end: end, stride: step)
    }
}

extension JSONValue {
    /// Whether this is `::-1`.
    fileprivate var isReversal: Bool {
        let slice = self["config"] ?? self
        return slice["step"]?.integer == -1 && slice["start"]?.isNull ?? true && slice["stop"]?.isNull ?? true
    }

    fileprivate var isEllipsis: Bool {
        self["class_name"] == .string("__ellipsis__") || self["value"] == .string("Ellipsis")
    }
}
