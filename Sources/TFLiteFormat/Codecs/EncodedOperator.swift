import ModelIR

/// The values that a node reads and makes.
struct NodeSignature {
    let inputs: [Value]
    let outputs: [Value]

    /// The version of an operator whose kernels for these types came one after the other.
    func version(int8: Int, int16: Int, otherwise: Int = 1) -> Int {
        switch inputs[0].type {
        case .int8: int8
        case .int16: int16
        case .float16, .float32, .float64, .uint8, .int32, .int64, .bool: otherwise
        }
    }
}

/// An operator as a file has it.
struct EncodedOperator {
    let builtin: BuiltinOperator
    /// The lowest version whose kernels can do what is asked, by TensorFlow's versioning rules.
    let version: Int
    /// Nil where the schema has no table for the operator.
    let options: EncodedOptions?
    let inputs: [EncodedInput]

    init(_ builtin: BuiltinOperator, version: Int = 1, options: EncodedOptions?, inputs: [EncodedInput]) {
        self.builtin = builtin
        self.version = version
        self.options = options
        self.inputs = inputs
    }
}

/// An input as a file has it.
enum EncodedInput {
    /// Input `position` of the node.
    case input(Int)
    /// A constant of 32-bit integers that the format wants as a tensor: axes, paddings, a new shape.
    case integers(String, shape: [Int], [Int])
    /// Any other constant that the node has in its payload.
    case constant(Value)

    /// All inputs of a node, in order.
    static func all(of node: NodeSignature) -> [EncodedInput] { node.inputs.indices.map { .input($0) } }
}

/// The options table of an operator. Equal tables are stored once.
struct EncodedOptions: Hashable {
    enum Content: Hashable {
        case bool(Bool)
        case int8(Int8)
        case int32(Int, otherwise: Int32)
        case float(Float)
        case integers([Int])
    }

    struct Field: Hashable, Slot {
        let number: UInt16
        let content: Content

        private init(_ number: UInt16, _ content: Content) {
            self.number = number
            self.content = content
        }

        static func bool(_ slot: some Slot, _ value: Bool) -> Field {
            Field(slot.number, .bool(value))
        }

        static func int8(_ slot: some Slot, _ value: Int8) -> Field {
            Field(slot.number, .int8(value))
        }

        static func int32(_ slot: some Slot, _ value: Int, otherwise: Int32 = 0) -> Field {
            Field(slot.number, .int32(value, otherwise: otherwise))
        }

        static func float(_ slot: some Slot, _ value: Float) -> Field {
            Field(slot.number, .float(value))
        }

        static func integers(_ slot: some Slot, _ values: [Int]) -> Field {
            Field(slot.number, .integers(values))
        }
    }

    let kind: BuiltinOptions
    let fields: [Field]

    init(_ kind: BuiltinOptions, _ fields: [Field] = []) {
        self.kind = kind
        self.fields = fields
    }
}
