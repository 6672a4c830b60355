import ModelIR

/// One operator of a file, with everything that it refers to already checked.
struct StoredOperator {
    let builtin: BuiltinOperator
    /// One entry for each input of the file; nil for an optional one that is left out.
    let inputs: [StoredInput?]
    /// The outputs as the file describes them.
    let outputs: [StoredTensor]
    let optionsKind: UInt8
    let options: Table?
    let reader: BufferReader

    /// The options table of this kind, which must be there.
    func options(_ kind: BuiltinOptions) throws(TFLiteError) -> Table {
        guard let table = try optionalOptions(kind) else {
            throw TFLiteError(.malformed, "has no options table, which it needs")
        }
        return table
    }

    /// The options table of this kind; nil where there is none and every option has its default.
    func optionalOptions(_ kind: BuiltinOptions) throws(TFLiteError) -> Table? {
        guard optionsKind != BuiltinOptions.none.rawValue else { return nil }
        guard optionsKind == kind.rawValue, let options else {
            throw TFLiteError(.malformed, "has the options of another operator (number \(optionsKind))")
        }
        return options
    }

    /// The input at `position`, which must be there.
    func input(_ position: Int) throws(TFLiteError) -> StoredInput {
        guard position < inputs.count, let input = inputs[position] else {
            throw TFLiteError(.malformed, "has no input \(position), which it needs")
        }
        return input
    }

    /// The first output, which must be there.
    func output() throws(TFLiteError) -> StoredTensor {
        guard let output = outputs.first else { throw TFLiteError(.malformed, "has no output") }
        return output
    }

    /// The positions of all inputs up to `count`; one that is left out must be the last.
    func positions(upTo count: Int) throws(TFLiteError) -> [Int] {
        guard inputs.count <= count else {
            throw TFLiteError(.unsupported, "has \(inputs.count) inputs, at most \(count) are supported")
        }
        let present = inputs.prefix { $0 != nil }.count
        guard inputs.dropFirst(present).allSatisfy({ $0 == nil }) else {
            throw TFLiteError(.malformed, "leaves out an input in front of others")
        }
        return Array(0..<present)
    }

    /// The elements of an input that must be known before the model runs, clamped to the range of 32 bits.
    func integers(_ position: Int, _ meaning: String) throws(TFLiteError) -> [Int] {
        let input = try input(position)
        guard let known = input.knownElements?.compactMap(\.fixed), known.count == input.shape.elementCount else {
            throw TFLiteError(
                .unsupported, "computes its \(meaning) while the model runs; only constants are supported")
        }
        return known.map { min(max($0, Int(Int32.min)), Int(Int32.max)) }
    }

    /// `axis` counted from the front, where negative ones count from the end.
    func normalized(axis: Int, rank: Int) throws(TFLiteError) -> Int {
        let normalized = axis < 0 ? axis + rank : axis
        guard (0..<rank).contains(normalized) else {
            throw TFLiteError(.malformed, "names axis \(axis) of a tensor that has \(rank)")
        }
        return normalized
    }

    func padding(_ table: Table, _ slot: some Slot) throws(TFLiteError) -> Padding {
        switch table.int8(slot) {
        case 0: return .same
        case 1: return .valid
        case let number: throw TFLiteError(.malformed, "has padding number \(number), which does not exist")
        }
    }

    func activation(
        _ table: Table?, _ slot: some Slot
    ) throws(TFLiteError) -> FusedActivation {
        switch table?.int8(slot) ?? 0 {
        case 0: return .none
        case 1: return .relu
        case 2: return .reluN1To1
        case 3: return .relu6
        case 4: throw TFLiteError(.unsupported, "has a fused TANH, which is not supported")
        case 5: throw TFLiteError(.unsupported, "has a fused SIGN_BIT, which is not supported")
        case let number: throw TFLiteError(.malformed, "has activation number \(number), which does not exist")
        }
    }
}

/// A tensor that an operator of a file reads.
struct StoredInput {
    let type: ElementType
    /// The shape that follows from the inputs of the model.
    let shape: Shape
    let quantization: Quantization?
    /// The elements, where the tensor is a constant.
    let constant: TensorData?
    /// The elements, where the tensor is computed from nothing but shapes.
    let elements: [ShapeElement]?

    /// More elements than axes, bounds, paddings or a shape ever have.
    private static let mostElements = 64

    /// The elements of a short tensor of integers that is known before the model runs.
    var knownElements: [ShapeElement]? {
        if let elements { return elements }
        guard let constant, constant.count <= Self.mostElements else { return nil }
        return constant.integers()?.map { .fixed($0) }
    }
}

/// What a stored operator means in the graph.
struct DecodedOperator {
    let op: Operator
    /// Which inputs of the stored operator are the inputs of the node.
    let inputs: [Int]

    init(_ op: Operator, inputs: [Int]) {
        self.op = op
        self.inputs = inputs
    }
}

extension Padding {
    var schemaNumber: Int8 {
        switch self {
        case .same: 0
        case .valid: 1
        }
    }
}

extension FusedActivation {
    var schemaNumber: Int8 {
        switch self {
        case .none: 0
        case .relu: 1
        case .reluN1To1: 2
        case .relu6: 3
        }
    }
}
