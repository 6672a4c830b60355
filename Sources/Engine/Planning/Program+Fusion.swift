import ModelIR

/// Which operation makes each value and how many read it.
struct Links {
    /// By the index of the value.
    private var makers: [Int?]
    private var readerCounts: [Int]

    init(_ program: Program) {
        makers = Array(repeating: nil, count: program.graph.values.count)
        readerCounts = Array(repeating: 0, count: program.graph.values.count)
        for (index, operation) in program.operations.enumerated() {
            for output in operation.outputs { makers[output.index] = index }
            for input in operation.inputs { readerCounts[input.index] += 1 }
        }
        for port in program.graph.outputs { readerCounts[port.value.index] += 1 }
    }

    func maker(of value: ValueID) -> Int? { makers[value.index] }

    /// Whether one operation reads the value, once, and nobody outside sees it.
    func hasOneReader(_ value: ValueID) -> Bool { readerCounts[value.index] == 1 }
}

extension Program {
    /// LOGISTIC and MUL by the same value become one swish.
    ///
    ///     b = LOGISTIC(a)
    ///     c = MUL(a, b)           =>  c = swish(a)
    mutating func fuseSwish() {
        let links = Links(self)
        var isMerged = Set<Int>()
        for index in operations.indices {
            guard case .node(.binary(Binary(.mul))) = operations[index].kind else { continue }
            let inputs = operations[index].inputs
            for (value, gate) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
                guard links.hasOneReader(gate), let maker = links.maker(of: gate),
                    case .node(.unary(Unary(.logistic))) = operations[maker].kind, operations[maker].inputs == [value],
                    graph[value].type == .float32
                else { continue }
                operations[index].kind = .swish
                operations[index].inputs = [value]
                isMerged.insert(maker)
                break
            }
        }
        remove(isMerged)
    }

    /// PAD by zeros in front of a convolution without padding becomes the convolution's border; integers that stand for zero
    /// are as good. So it does in front of a maximum of numbers that are never negative, whose border can as well be nothing.
    ///
    ///     b = PAD(a)
    ///     c = CONV_2D(b), VALID   =>  c = CONV_2D(a) with borders
    mutating func fusePadding() {
        let links = Links(self)
        var isMerged = Set<Int>()
        for index in operations.indices {
            guard let image = operations[index].inputs.first, links.hasOneReader(image),
                let maker = links.maker(of: image),
                case .node(.pad(let pad)) = operations[maker].kind, pad.value == 0, pad.amounts.count == 4,
                pad.amounts[0] == .none, pad.amounts[3] == .none,
                graph[image].type == .float32
                    || graph[image].type == .int8 && hasSameScale(operations[maker].inputs[0], image)
            else { continue }
            let borders = Borders(
                top: pad.amounts[1].before, bottom: pad.amounts[1].after,
                left: pad.amounts[2].before, right: pad.amounts[2].after)
            guard
                operations[index].isUnpaddedConvolution
                    || operations[index].isUnpaddedMaximum(wideEnoughFor: borders)
                        && isNeverNegative(operations[maker].inputs[0], links)
            else { continue }
            operations[index].borders = borders
            operations[index].inputs[0] = operations[maker].inputs[0]
            isMerged.insert(maker)
        }
        remove(isMerged)
    }

    /// Whether no element of a value can be below zero, as far as its type or the operation that makes it tells.
    private func isNeverNegative(_ value: ValueID, _ links: Links) -> Bool {
        if graph[value].type == .int8 { return graph[value].quantization?.zeroPoints == [Int64(Int8.min)] }
        guard let maker = links.maker(of: value), case .node(let op) = operations[maker].kind else { return false }
        let activation: Activation =
            switch op {
            case .conv2D(let conv): Activation(conv.activation)
            case .depthwiseConv2D(let conv): Activation(conv.activation)
            case .binary(let binary): Activation(binary.activation)
            case .unary(let unary): Activation(unary.function)
            default: .none
            }
        if case .clamp(let range) = activation { return range.lowerBound >= 0 }
        return false
    }

    /// ADD of a convolution's result and another value of its shape becomes part of the convolution. What comes between
    /// them, an activation or a table, is possible with int8 only, where the convolution rounds its result first.
    ///
    ///     b = CONV_2D(a)
    ///     d = ADD(b, c)           =>  d = CONV_2D(a) + c
    mutating func fuseResiduals() {
        let links = Links(self)
        var isMerged = Set<Int>()
        for index in operations.indices {
            guard case .node(.binary(let binary)) = operations[index].kind, binary.function == .add else { continue }
            let inputs = operations[index].inputs
            for (value, other) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
                guard links.hasOneReader(value), let maker = links.maker(of: value), !isMerged.contains(maker),
                    graph[value].shape == graph[other].shape,
                    let (kind, addition) = adding(binary, to: operations[maker])
                else { continue }
                // It now runs where the addition did, because the other value may be made in between.
                var merged = operations[maker]
                merged.kind = kind
                merged.addition = addition
                merged.inputs.append(other)
                merged.residual = other
                merged.outputs = operations[index].outputs
                operations[index] = merged
                isMerged.insert(maker)
                break
            }
        }
        remove(isMerged)
    }

    /// What a convolution becomes that adds a residual to its results; nil where its kernels cannot.
    private func adding(_ addition: Binary, to convolution: Operation) -> (Operation.Kind, ReplacingAddition?)? {
        guard case .node(.conv2D(var conv)) = convolution.kind, convolution.residual == nil else { return nil }
        let (input, kernel, output) = (convolution.inputs[0], convolution.inputs[1], convolution.outputs[0])
        switch graph[output].type {
        case .float32 where conv.activation == .none:
            conv.activation = addition.activation
            return (.node(.conv2D(conv)), nil)
        case .int8 where graph[input].type == .int8 && graph[input].shape[3] == graph[kernel].shape[3]:
            return (convolution.kind, ReplacingAddition(activation: addition.activation, replaced: output))
        default: return nil
        }
    }

    /// An elementwise function behind an operation that can apply it to its own results moves into it.
    ///
    ///     b = CONV_2D(a)
    ///     c = swish(b)            =>  c = CONV_2D(a) with swish
    mutating func fuseActivations() {
        let links = Links(self)
        var isMerged = Set<Int>()
        for index in operations.indices {
            guard let activation = operations[index].asActivation, let value = operations[index].inputs.first,
                links.hasOneReader(value), let maker = links.maker(of: value),
                !isMerged.contains(maker), operations[maker].takesActivation, graph[value].type == .float32
            else { continue }
            operations[maker].activation = activation
            operations[maker].outputs = operations[index].outputs
            isMerged.insert(index)
        }
        remove(isMerged)
    }

    mutating func remove(_ indices: Set<Int>) {
        guard !indices.isEmpty else { return }
        operations = operations.indices.filter { !indices.contains($0) }.map { operations[$0] }
    }
}

extension Operation {
    fileprivate var isUnpaddedConvolution: Bool {
        switch kind {
        case .node(.conv2D(let conv)): conv.padding == .valid
        case .node(.depthwiseConv2D(let conv)): conv.padding == .valid
        default: false
        }
    }

    /// Whether this is a maximum without padding, each of whose windows reaches beyond borders of this size.
    fileprivate func isUnpaddedMaximum(wideEnoughFor borders: Borders) -> Bool {
        guard case .node(.pool2D(let pool)) = kind, pool.kind == .max, pool.padding == .valid else { return false }
        return max(borders.top, borders.bottom) < pool.window.height
            && max(borders.left, borders.right) < pool.window.width
    }

    /// The activation that this operation is, where it is nothing else.
    fileprivate var asActivation: Activation? {
        guard activation == .none else { return nil }
        switch kind {
        case .node(.unary(let unary)): return Activation(unary.function)
        case .swish: return .swish
        default: return nil
        }
    }

    /// Whether the kernels of this operation can apply an activation, and it has none yet.
    fileprivate var takesActivation: Bool {
        guard activation == .none else { return false }
        return switch kind {
        case .node(.conv2D(let conv)): conv.activation == .none
        case .node(.depthwiseConv2D(let conv)): conv.activation == .none
        case .node(.fullyConnected(let dense)): dense.activation == .none
        default: false
        }
    }
}
