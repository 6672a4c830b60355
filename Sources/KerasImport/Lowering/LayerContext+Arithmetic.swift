import ModelIR

/// Short words for the operators that compositions are made of.
extension LayerContext {
    func unary(_ function: Unary.Function, _ input: ValueID) throws(KerasError) -> ValueID {
        let op = Unary(function)
        return try append(.unary(op), [input], op.name.lowercased())
    }

    func binary(_ function: Binary.Function, _ left: ValueID, _ right: ValueID) throws(KerasError) -> ValueID {
        try append(.binary(Binary(function)), [left, right], function.rawValue.lowercased())
    }

    func add(_ left: ValueID, _ right: ValueID) throws(KerasError) -> ValueID { try binary(.add, left, right) }

    func add(_ left: ValueID, _ right: Float) throws(KerasError) -> ValueID { try add(left, scalar(right)) }

    func subtract(_ left: ValueID, _ right: ValueID) throws(KerasError) -> ValueID { try binary(.sub, left, right) }

    func multiply(_ left: ValueID, _ right: ValueID) throws(KerasError) -> ValueID { try binary(.mul, left, right) }

    func multiply(_ left: ValueID, _ right: Float) throws(KerasError) -> ValueID { try multiply(left, scalar(right)) }

    func minimum(_ left: ValueID, _ right: Float) throws(KerasError) -> ValueID {
        try binary(.minimum, left, scalar(right))
    }

    func maximum(_ left: ValueID, _ right: Float) throws(KerasError) -> ValueID {
        try binary(.maximum, left, scalar(right))
    }

    func transpose(_ input: ValueID, _ permutation: [Int]) throws(KerasError) -> ValueID {
        try append(.transpose(Transpose(permutation: permutation)), [input], "transpose")
    }

    /// The input under other dimensions behind the batch.
    func reshape(_ input: ValueID, _ dimensions: [Int]) throws(KerasError) -> ValueID {
        try append(.reshape(Reshape(to: shape(batchOf: shape(of: input), dimensions))), [input], "reshape")
    }

    /// An axis counted from the front; negative ones count from the end.
    func normalize(axis: Int, rank: Int) throws(KerasError) -> Int {
        let normalized = axis < 0 ? axis + rank : axis
        guard (0..<rank).contains(normalized) else {
            throw error(.shapeMismatch, "axis \(axis) does not exist in an input of rank \(rank)")
        }
        return normalized
    }
}
