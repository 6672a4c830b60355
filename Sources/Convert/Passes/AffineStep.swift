import ModelIR

/// A MUL, DIV, ADD or SUB with a constant that has one value, or one for each channel: `output = scale * input + offset`.
///
/// Computed in double precision, so that merging several steps rounds once, at the end.
struct AffineStep {
    /// The value that is scaled and moved.
    let input: ValueID
    let output: ValueID
    /// One factor, or one for each channel.
    let scale: ChannelVector
    /// One summand, or one for each channel.
    let offset: ChannelVector

    /// Nil where `node` is anything else.
    init?(_ node: Node, in graph: Graph) {
        guard case .binary(let binary) = node.op, binary.activation == .none else { return nil }
        let isConstantFirst = graph[node.inputs[0]].isConstant
        let input = node.inputs[isConstantFirst ? 1 : 0]
        let constant = graph[node.inputs[isConstantFirst ? 0 : 1]]
        guard !graph[input].isConstant, graph[input].type == .float32,
            graph[input].shape == graph[node.outputs[0]].shape,
            let values = ChannelVector(constant, channels: graph[input].shape.dimensions.last ?? 1)
        else { return nil }
        switch (binary.function, isConstantFirst) {
        case (.add, _): (scale, offset) = (.one, values)
        case (.mul, _): (scale, offset) = (values, .zero)
        case (.sub, false): (scale, offset) = (.one, values.map { -$0 })
        case (.sub, true): (scale, offset) = (ChannelVector([-1]), values)
        case (.div, false): (scale, offset) = (values.map { 1 / $0 }, .zero)
        case (.div, true), (.maximum, _), (.minimum, _), (.pow, _), (.squaredDifference, _): return nil
        }
        self.input = input
        self.output = node.outputs[0]
    }

    var isIdentity: Bool { scale.isAll(1) && offset.isAll(0) }

    /// Whether every factor and summand is a number that float32 holds.
    var isFinite: Bool { (scale.values + offset.values).allSatisfy { Float($0).isFinite } }
}

/// One number for all channels, or one for each.
struct ChannelVector {
    let values: [Double]

    static let one = ChannelVector([1])
    static let zero = ChannelVector([0])

    init(_ values: [Double]) { self.values = values }

    /// Nil unless `constant` is float32 with one element, or with one for each of the last axis's `channels`.
    init?(_ constant: Value, channels: Int) {
        guard let data = constant.data, constant.type == .float32,
            data.count == 1 || (data.count == channels && constant.shape.dimensions.last == channels)
        else { return nil }
        values = data.withElements(Float.self) { $0.map { Double($0) } }
    }

    func isAll(_ value: Double) -> Bool { values.allSatisfy { $0 == value } }

    /// The number for one channel; flattened channels (`position * count + channel`) find theirs too.
    subscript(channel: Int) -> Double { values[channel % values.count] }

    func map(_ transform: (Double) -> Double) -> ChannelVector { ChannelVector(values.map(transform)) }

    /// Both combined channel by channel.
    func combined(with other: ChannelVector, _ combine: (Double, Double) -> Double) -> ChannelVector {
        let count = max(values.count, other.values.count)
        return ChannelVector((0..<count).map { combine(self[$0], other[$0]) })
    }

    /// Rounded to float32.
    var floats: [Float] { values.map { Float($0) } }
}

extension Graph {
    /// Adds a float32 constant vector, named `name`.
    mutating func addConstant(_ name: String, _ vector: ChannelVector) -> ValueID {
        addConstant(name, shape: [vector.values.count], vector.floats)
    }
}
