package import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The function through which a value is read: an error where it is flat does no harm.
package enum ReadingFunction: Sendable, Hashable {
    case identity
    /// x * logistic(x), of a LOGISTIC and a MUL.
    case swish
    case unary(Unary.Function)

    func callAsFunction(_ x: Float) -> Float {
        switch self {
        case .identity: x
        case .swish: x / (1 + exp(-x))
        case .unary(let function):
            switch function {
            case .relu: max(x, 0)
            case .relu6: min(max(x, 0), 6)
            case .reluN1To1: min(max(x, -1), 1)
            case .relu0To1: min(max(x, 0), 1)
            case .leakyRelu(let alpha): x >= 0 ? x : alpha * x
            case .elu: x >= 0 ? x : expm1(x)
            case .gelu: x / 2 * (1 + erf(x / Float(2).squareRoot()))
            case .hardSwish: x * min(max(x + 3, 0), 6) / 6
            case .logistic: 1 / (1 + exp(-x))
            case .tanh: tanh(x)
            // Nowhere flat, or read in float32.
            case .exp, .log, .sqrt, .rsqrt, .square, .abs, .neg, .sin, .cos, .floor, .ceil, .round, .sign: x
            }
        }
    }
}

extension Graph {
    /// The functions through which the values of one scale group are read by nodes outside of the group.
    ///
    /// `x * logistic(x)` reads x as swish. Where nobody reads the values, the outside world does, as they are.
    func readers(of group: ScaleGroups.Group, _ uses: Uses) -> [ReadingFunction] {
        var functions: [ReadingFunction] = []
        func add(_ function: ReadingFunction) { if !functions.contains(function) { functions.append(function) } }
        let members = Set(group.values)
        for value in group.values {
            if uses.isResult(value) { add(.identity) }
            let readers = uses.readers(of: value)
            let gates = readers.filter { nodes[$0].op == .unary(Unary(.logistic)) }.map { nodes[$0].outputs[0] }
            for reader in readers {
                let node = nodes[reader]
                switch node.op {
                case .unary(let unary):
                    let swishes = uses.readers(of: node.outputs[0]).contains {
                        isProduct(nodes[$0], of: value, and: gates)
                    }
                    if unary.function == .logistic, swishes { continue }
                    add(.unary(unary.function))
                case _ where isProduct(node, of: value, and: gates): add(.swish)
                case _ where node.outputs.contains(where: members.contains): break
                default: add(.identity)
                }
            }
        }
        return functions.isEmpty ? [.identity] : functions
    }

    private func isProduct(_ node: Node, of value: ValueID, and gates: [ValueID]) -> Bool {
        guard case .binary(let binary) = node.op, binary.function == .mul, node.inputs.contains(value) else {
            return false
        }
        return node.inputs.contains(where: gates.contains)
    }
}
