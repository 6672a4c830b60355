import ModelIR

/// A value as a function of one byte of another value.
private struct ReadValue {
    /// What the function reads; nil for a constant, which reads nothing.
    var source: ValueID?
    var function: ByteFunction
    /// The operation that is not needed any more when this is used in its place.
    var maker: Int?
}

extension Program {
    /// Operators on int8 whose result depends on a single byte become one table look-up, bit for bit the same.
    ///
    ///     b = LOGISTIC(a)
    ///     c = MUL(a, b)           =>  c = table(a)
    ///
    ///     b = HARD_SWISH(a)
    ///     c = QUANTIZE(b)
    ///     d = ADD(c, 3)           =>  d = table(a)
    mutating func fuseTables() throws(EngineError) {
        let links = Links(self)
        var isMerged = Set<Int>()
        for index in operations.indices {
            guard let (function, source, merged) = try byteFunction(of: operations[index], links) else { continue }
            operations[index].kind = .table(function)
            operations[index].inputs = [source]
            isMerged.formUnion(merged)
        }
        remove(isMerged)
    }

    /// A table behind an int8 convolution or dense layer becomes part of it.
    ///
    ///     b = CONV_2D(a)
    ///     c = table(b)            =>  c = CONV_2D(a) with table
    mutating func fuseTablesIntoLayers() {
        let links = Links(self)
        var isMerged = Set<Int>()
        for index in operations.indices {
            guard case .table(let function) = operations[index].kind else { continue }
            let value = operations[index].inputs[0]
            guard links.hasOneReader(value), graph[value].type == .int8, let maker = links.maker(of: value),
                operations[maker].takesTable
            else { continue }
            operations[maker].table = ReplacingTable(function: function, replaced: value)
            operations[maker].outputs = operations[index].outputs
            isMerged.insert(index)
        }
        remove(isMerged)
    }

    /// The one function of one byte that an operation computes, what it reads, and the operations that it takes the place of.
    private func byteFunction(
        of operation: Operation, _ links: Links
    ) throws(EngineError) -> (ByteFunction, source: ValueID, merged: [Int])? {
        guard operation.outputs.count == 1, operation.inputs.allSatisfy({ graph[$0].type == .int8 }),
            graph[operation.outputs[0]].type == .int8, case .node(let op) = operation.kind
        else { return nil }
        let inputs = operation.inputs
        switch op {
        case .unary(let unary):
            let (from, to) = (
                try TensorScale(of: graph[inputs[0]], operation),
                try TensorScale(of: graph[operation.outputs[0]], operation)
            )
            guard let function = ByteFunction.unary(unary.function, from: from, to: to) else { return nil }
            return compose(function, reading: inputs[0], links)
        case .quantize:
            return compose(try ByteFunction.rescaling(operation, in: self), reading: inputs[0], links)
        case .binary(let binary):
            guard let function = try PairFunction(binary, operation, in: self) else { return nil }
            for first in candidates(inputs[0], links) {
                for second in candidates(inputs[1], links) {
                    guard let source = first.source ?? second.source, (first.source ?? source) == source,
                        (second.source ?? source) == source,
                        graph[source].shape == graph[operation.outputs[0]].shape
                    else { continue }
                    let depth = max(first.function.depth, second.function.depth) + 1
                    let both = ByteFunction(depth: depth) { function(first.function($0), second.function($0)) }
                    return (both, source, [first.maker, second.maker].compactMap { $0 })
                }
            }
            return nil
        default: return nil
        }
    }

    private func compose(
        _ function: ByteFunction, reading value: ValueID, _ links: Links
    ) -> (ByteFunction, source: ValueID, merged: [Int])? {
        guard let input = candidates(value, links).first, let source = input.source else { return nil }
        guard let maker = input.maker else { return (function, source, []) }
        let both = ByteFunction(depth: input.function.depth + 1) { function(input.function($0)) }
        return (both, source, [maker])
    }

    /// How a value may be read: as what the table before it reads, as a constant, or as it is.
    private func candidates(_ value: ValueID, _ links: Links) -> [ReadValue] {
        if let data = graph[value].data {
            guard data.type == .int8, data.count == 1 else { return [] }
            let constant = data.elements(as: Int8.self)[0]
            return [ReadValue(source: nil, function: ByteFunction { _ in constant })]
        }
        let itself = ReadValue(source: value, function: ByteFunction { $0 })
        guard links.hasOneReader(value), let maker = links.maker(of: value),
            case .table(let function) = operations[maker].kind, function.depth < ByteFunction.maximumDepth,
            graph[operations[maker].inputs[0]].type == .int8
        else { return [itself] }
        return [ReadValue(source: operations[maker].inputs[0], function: function, maker: maker), itself]
    }
}

extension Operation {
    /// Whether the int8 kernels of this operation can apply a table, and it has none yet.
    fileprivate var takesTable: Bool {
        switch kind {
        case .node(.conv2D), .node(.depthwiseConv2D), .node(.fullyConnected): table == nil
        default: false
        }
    }
}
