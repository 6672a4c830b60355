import JSONFormat
import ModelIR

extension FunctionCatalogue {
    /// Functions that give the same elements in another arrangement.
    static let rearrangements: [String: Function] = [
        "concat": { (call) throws(KerasError) in [try call.concatenation()] },
        "concatenate": { (call) throws(KerasError) in [try call.concatenation()] },
        "expanddims": { (call) throws(KerasError) in [try call.expansion()] },
        "getitem": { (call) throws(KerasError) in [try call.subscripted()] },
        "pad": { (call) throws(KerasError) in [try call.padded()] },
        "reshape": { (call) throws(KerasError) in [try call.reshaped()] },
        "split": { (call) throws(KerasError) in try call.parts() },
        "squeeze": { (call) throws(KerasError) in [try call.squeezed()] },
        "stack": { (call) throws(KerasError) in [try call.stacked()] },
        "swapaxes": { (call) throws(KerasError) in [try call.swapped()] },
        "transpose": { (call) throws(KerasError) in [try call.transposed()] },
    ]
}

extension FunctionCall {
    private func axis(_ position: Int, _ names: String, default fallback: Int? = nil) throws(KerasError) -> Int {
        guard let axes = try integers(position, names) ?? fallback.map({ [$0] }), axes.count == 1 else {
            throw context.error(.badConfiguration, "its argument '\(names)' is not one axis")
        }
        return axes[0]
    }

    fileprivate func concatenation() throws(KerasError) -> ValueID {
        try context.concatenate(call.values, axis: axis(1, "axis", default: -1))
    }

    fileprivate func stacked() throws(KerasError) -> ValueID {
        let values = call.values
        let rank = context.shape(of: try input()).rank
        let axis = try context.normalize(axis: axis(1, "axis", default: 0), rank: rank + 1)
        return try context.append(.pack(Pack(axis: axis)), values, "pack")
    }

    fileprivate func expansion() throws(KerasError) -> ValueID {
        let input = try input()
        let rank = context.shape(of: input).rank
        let axis = try context.normalize(axis: axis(1, "axis"), rank: rank + 1)
        return try context.append(.expandDims(ExpandDims(axis: axis)), [input], "expand")
    }

    fileprivate func squeezed() throws(KerasError) -> ValueID {
        let input = try input()
        let shape = context.shape(of: input)
        var axes: Set<Int> = []
        if let given = try integers(1, "axis", "squeeze_dims"), !given.isEmpty {
            for axis in given { axes.insert(try context.normalize(axis: axis, rank: shape.rank)) }
        } else {
            axes = Set(shape.dimensions.indices.filter { shape[$0] == 1 && !($0 == 0 && shape.isBatchFree) })
        }
        return try context.append(.squeeze(Squeeze(axes: axes.sorted())), [input], "squeeze")
    }

    fileprivate func transposed() throws(KerasError) -> ValueID {
        let input = try input()
        let reversed = Array((0..<context.shape(of: input).rank).reversed())
        return try context.transpose(input, try integers(1, "perm", "axes") ?? reversed)
    }

    fileprivate func swapped() throws(KerasError) -> ValueID {
        let input = try input()
        let rank = context.shape(of: input).rank
        var permutation = Array(0..<rank)
        permutation.swapAt(
            try context.normalize(axis: axis(1, "axis1"), rank: rank),
            try context.normalize(axis: axis(2, "axis2"), rank: rank))
        return try context.transpose(input, permutation)
    }

    /// The target counts the batch; an open one must stay as it is.
    fileprivate func reshaped() throws(KerasError) -> ValueID {
        let input = try input()
        let shape = context.shape(of: input)
        let target = try integers(1, "shape", "newshape") ?? []
        guard let batch = target.first, target.dropFirst().allSatisfy({ $0 >= -1 }), shape.rank > 0,
            target.count(where: { $0 == -1 }) <= 1
        else { throw context.error(.badConfiguration, "cannot be reshaped to \(target)") }
        let rest = Array(target.dropFirst())
        let elements = context.sampleElements(of: input)
        // One of them may be unknown: the batch, which then follows from the rest, or one of the rest.
        guard batch == -1 || batch == shape[0] && !shape.isBatchFree else {
            throw context.error(.shapeMismatch, "a reshape of \(shape) to \(target) does not keep the batch")
        }
        return try context.reshape(input, context.resolve(rest, elements: elements))
    }

    /// Equal parts, or parts of given sizes, along one axis.
    fileprivate func parts() throws(KerasError) -> [ValueID] {
        let input = try input()
        let shape = context.shape(of: input)
        let axis = try context.normalize(axis: axis(2, "axis", default: 0), rank: shape.rank)
        guard let setting = try setting(1, "num_or_size_splits", "indices_or_sections") else {
            throw context.error(.badConfiguration, "does not say how many parts it makes")
        }
        if let count = setting.integer {
            guard (1...4096).contains(count) else {
                throw context.error(.badConfiguration, "cannot make \(count) parts")
            }
            let names = (0..<count).map { "part_\($0)" }
            return try context.append(.split(Split(axis: axis, count: count)), [input], names)
        }
        guard let numbers = setting.array?.compactMap(\.integer), numbers.count == setting.array?.count,
            numbers.allSatisfy({ (0...1 << 30).contains($0) }), numbers.count <= 4096
        else { throw context.error(.badConfiguration, "cannot make parts of \(setting.summary)") }
        // TensorFlow lists sizes, Keras 3 and NumPy list the places of the cuts.
        let isCuts =
            parameters["indices_or_sections"] != nil || call.keywords.contains { $0.key == "indices_or_sections" }
        var cuts = numbers + [shape[axis]]
        if !isCuts {
            var end = 0
            cuts = numbers.map { size in
                end += size
                return end
            }
        }
        var parts: [ValueID] = []
        var start = 0
        for end in cuts {
            var ranges = [Slice.Range?](repeating: nil, count: shape.rank)
            ranges[axis] = Slice.Range(start: start, end: end)
            parts.append(try context.append(.slice(Slice(ranges: ranges)), [input], "part_\(parts.count)"))
            start = end
        }
        return parts
    }

    fileprivate func padded() throws(KerasError) -> ValueID {
        let mode = try setting(2, "mode")?.string?.lowercased() ?? "constant"
        guard mode == "constant", let rows = try setting(1, "paddings", "pad_width")?.array else {
            throw context.error(.badConfiguration, "padding of mode '\(mode)' is not supported")
        }
        var amounts: [Pad.Amount] = []
        for row in rows {
            guard let pair = row.array?.compactMap(\.integer), pair.count == 2,
                pair.allSatisfy({ (0...1 << 20).contains($0) })
            else { throw context.error(.badConfiguration, "cannot be padded by \(row.summary)") }
            amounts.append(Pad.Amount(before: pair[0], after: pair[1]))
        }
        let value = Float(try number(3, "constant_values", default: 0))
        return try context.append(.pad(Pad(amounts: amounts, value: value)), [input()], "pad")
    }
}
