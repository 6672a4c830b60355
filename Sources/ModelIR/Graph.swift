/// A model as values and the nodes that compute them: every value is made once, before it is used.
///
/// A value is a constant, an input of the graph, or the output of one node. Nodes stand in an order in which they can
/// run. ``validate()`` checks all of this.
package struct Graph: Sendable {
    /// All values; a `ValueID` is an index into them. Values that nothing uses may remain until ``compact()``.
    package private(set) var values: [Value] = []
    package var nodes: [Node] = []
    package var inputs: [Port] = []
    package var outputs: [Port] = []
    package var name: String
    /// Where the model came from and how it was made.
    package var provenance: Provenance?

    package init(name: String = "main") { self.name = name }

    /// Tells the system that hardly anything of the files that hold the constants will be read again; see
    /// ``Memory/giveUpPages(of:)``.
    package func giveUpPages() {
        var files: Set<ObjectIdentifier> = []
        for memory in values.lazy.compactMap(\.data?.memory) where files.insert(ObjectIdentifier(memory)).inserted {
            memory.giveUpPages(of: 0..<memory.byteCount)
        }
    }
}

/// The place of a value in its graph.
package struct ValueID: Sendable, Hashable {
    package let index: Int

    package init(_ index: Int) { self.index = index }
}

/// An array that flows through a graph, or a constant.
package struct Value: Sendable {
    package var name: String
    package var type: ElementType
    package var shape: Shape
    /// The elements of a constant; nil for everything that is computed or given.
    package var data: TensorData?
    package var quantization: Quantization?

    package init(
        name: String, type: ElementType = .float32, shape: Shape, data: TensorData? = nil,
        quantization: Quantization? = nil
    ) {
        precondition(data.map { $0.count == shape.elementCount && $0.type == type } ?? true)
        self.name = name
        self.type = type
        self.shape = shape
        self.data = data
        self.quantization = quantization
    }

    package var isConstant: Bool { data != nil }
}

/// One operator applied to values.
package struct Node: Sendable {
    package var op: Operator
    package var inputs: [ValueID]
    package var outputs: [ValueID]
    /// The Keras layer that this node came from, with nested models' names in front (`backbone/stem_conv`).
    package var layer: String

    package init(op: Operator, inputs: [ValueID], outputs: [ValueID], layer: String) {
        self.op = op
        self.inputs = inputs
        self.outputs = outputs
        self.layer = layer
    }
}

/// A value under the name by which the outside world gives or gets it.
package struct Port: Sendable, Hashable {
    package var name: String
    package var value: ValueID

    package init(name: String, value: ValueID) {
        self.name = name
        self.value = value
    }
}

extension Graph {
    package subscript(value: ValueID) -> Value {
        _read { yield values[value.index] }
        _modify { yield &values[value.index] }
    }

    package mutating func add(_ value: Value) -> ValueID {
        values.append(value)
        return ValueID(values.count - 1)
    }

    package mutating func addConstant(_ name: String, shape: [Int], _ data: TensorData) -> ValueID {
        add(Value(name: name, type: data.type, shape: Shape(shape), data: data))
    }

    package mutating func addConstant(_ name: String, shape: [Int], _ elements: [Float]) -> ValueID {
        addConstant(name, shape: shape, TensorData(elements))
    }

    /// A new value that the outside world gives.
    package mutating func addInput(_ name: String, type: ElementType = .float32, shape: Shape) -> ValueID {
        let value = add(Value(name: name, type: type, shape: shape))
        inputs.append(Port(name: name, value: value))
        return value
    }

    /// Appends a node that makes one value, named `name`, whose shape and type follow from the inputs.
    package mutating func append(
        _ op: Operator, _ inputs: [ValueID], name: String, layer: String
    ) throws(GraphError) -> ValueID {
        try appendMany(op, inputs, names: [name], layer: layer)[0]
    }

    /// Appends a node that makes one value for each of `names`.
    package mutating func appendMany(
        _ op: Operator, _ inputs: [ValueID], names: [String], layer: String
    ) throws(GraphError) -> [ValueID] {
        let inferred = try inferOutputs(of: op, inputs: inputs, location: layer)
        guard inferred.count == names.count else {
            throw GraphError(.badInputs, "\(op.name) makes \(inferred.count) outputs, not \(names.count)", at: layer)
        }
        let outputs = zip(inferred, names).map { add(Value(name: $1, type: $0.type, shape: $0.shape)) }
        nodes.append(Node(op: op, inputs: inputs, outputs: outputs, layer: layer))
        return outputs
    }

    /// The types and shapes that `op` makes of `inputs`.
    package func inferOutputs(
        of op: Operator, inputs: [ValueID], location: String
    ) throws(GraphError) -> [(type: ElementType, shape: Shape)] {
        let payload = op.payload
        guard payload.inputCount.contains(inputs.count) else {
            throw GraphError(.badInputs, "\(op.name) cannot have \(inputs.count) inputs", at: location)
        }
        let shapes: [Shape]
        do {
            shapes = try payload.outputShapes(for: inputs.map { self[$0].shape })
        } catch {
            throw error.located(at: location)
        }
        let types = payload.outputTypes(for: inputs.map { self[$0].type }, outputCount: shapes.count)
        return zip(types, shapes).map { (type: $0, shape: $1) }
    }
}
