import ModelIR

/// Turns the subgraph of a verified model into a graph, checking everything that it uses on the way.
struct GraphReader {
    private let model: StoredModel
    private let operators: [Table]
    private let keepsBatchOpen: Bool
    private var tensors: TensorReader
    private var graph: Graph
    /// The values of tensors that are in the graph already.
    private var values: [Int: ValueID] = [:]
    /// Tensors that operators on shapes make. Such an operator enters the graph only where something else reads it.
    private var shapes: [Int: KnownShape] = [:]

    /// Tensors between SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND, which never enter the graph.
    private var spacedImages: [Int: SpacedImage] = [:]

    private struct KnownShape {
        let elements: [ShapeElement]
        let operatorIndex: Int
        /// How many such operators stand one behind the other.
        let depth: Int
    }

    /// Longer chains of operators on shapes enter the graph as they are.
    private static let deepestChain = 64

    /// With `keepsBatchOpen` a first dimension of -1 of an input stays open; otherwise the size in the file is taken.
    static func graph(of model: StoredModel, keepsBatchOpen: Bool) throws(TFLiteError) -> Graph {
        var reader = try GraphReader(model, keepsBatchOpen: keepsBatchOpen)
        try reader.listUnsupported()
        try reader.readInputs()
        for index in reader.operators.indices { try reader.readOperator(index) }
        try reader.readOutputs()
        return reader.graph
    }

    private init(_ model: StoredModel, keepsBatchOpen: Bool) throws(TFLiteError) {
        self.model = model
        self.keepsBatchOpen = keepsBatchOpen
        let tables = try model.reader.tables(of: model.subgraph, SubgraphSlot.tensors) ?? []
        tensors = TensorReader(
            model.reader, tables: tables, buffers: model.buffers, path: StoredModel.subgraphPath)
        operators = try model.reader.tables(of: model.subgraph, SubgraphSlot.operators) ?? []
        graph = Graph(name: try model.reader.string(of: model.subgraph, SubgraphSlot.name) ?? "main")
        graph.provenance = model.metadata?.provenance
    }

    // MARK: - Operators

    /// Throws one error that names every operator that nothing here understands.
    private func listUnsupported() throws(TFLiteError) {
        var counts: [String: Int] = [:]
        for (index, table) in operators.enumerated() {
            let code = try operatorCode(of: table, index: index)
            let isKnown =
                CodecCatalogue.codec(for: code.builtin) != nil || ShapeArithmetic.onlyOnShapes.contains(code.builtin)
                || code.builtin == .spaceToBatchND || code.builtin == .batchToSpaceND
            if !isKnown { counts[code.name, default: 0] += 1 }
        }
        guard !counts.isEmpty else { return }
        let list = counts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value)x)" }.joined(separator: ", ")
        throw TFLiteError(.unsupported, "needs operators that are not supported: \(list)")
    }

    private func operatorCode(of table: Table, index: Int) throws(TFLiteError) -> StoredModel.OperatorCode {
        let code = Int(table.uint32(OperatorSlot.opcodeIndex))
        guard model.operatorCodes.indices.contains(code) else {
            throw TFLiteError(
                .malformed, "refers to operator code \(code) of \(model.operatorCodes.count)",
                at: "\(StoredModel.subgraphPath).operators[\(index)]", byteOffset: table.byteOffset)
        }
        return model.operatorCodes[code]
    }

    private mutating func readOperator(_ index: Int) throws(TFLiteError) {
        let table = operators[index]
        let code = try operatorCode(of: table, index: index)
        do throws(TFLiteError) {
            let (stored, inputs, outputs) = try storedOperator(table, code.builtin)
            try checkAreNew(outputs)
            if try readSpaced(stored, inputs: inputs, outputs: outputs, index: index) { return }
            let depth = 1 + (inputs.compactMap { $0.flatMap { shapes[$0]?.depth } }.max() ?? 0)
            if depth <= Self.deepestChain, let elements = try ShapeArithmetic.evaluate(stored) {
                shapes[outputs[0]] = KnownShape(elements: elements, operatorIndex: index, depth: depth)
            } else {
                try append(stored, inputs: inputs, outputs: outputs, index: index)
            }
        } catch {
            throw error.located(at: location(index, code), byteOffset: table.byteOffset)
        }
    }

    private mutating func checkAreNew(_ outputs: [Int]) throws(TFLiteError) {
        for output in outputs {
            let tensor = try tensors.tensor(output)
            guard values[output] == nil, shapes[output] == nil, spacedImages[output] == nil, tensor.constant == nil
            else {
                throw TFLiteError(.malformed, "makes '\(tensor.name)', which is there already")
            }
        }
    }

    private func location(_ index: Int, _ code: StoredModel.OperatorCode) -> String {
        "\(StoredModel.subgraphPath).operators[\(index)] (\(code.name))"
    }

    /// The operator with its inputs and outputs looked up; nil stands for an input that is left out.
    private mutating func storedOperator(
        _ table: Table, _ builtin: BuiltinOperator
    ) throws(TFLiteError) -> (StoredOperator, inputs: [Int?], outputs: [Int]) {
        let reader = model.reader
        let inputs = (try reader.elements(of: table, OperatorSlot.inputs, as: Int32.self) ?? []).map { Int($0) }
        let outputs = (try reader.elements(of: table, OperatorSlot.outputs, as: Int32.self) ?? []).map { Int($0) }
        var storedInputs: [StoredInput?] = []
        for input in inputs { storedInputs.append(input == -1 ? nil : try storedInput(input)) }
        var storedOutputs: [StoredTensor] = []
        for output in outputs { storedOutputs.append(try tensors.tensor(output)) }
        guard !outputs.isEmpty, Set(outputs).count == outputs.count else {
            throw TFLiteError(.malformed, "makes nothing, or one tensor twice")
        }
        let stored = StoredOperator(
            builtin: builtin, inputs: storedInputs, outputs: storedOutputs,
            optionsKind: table.uint8(OperatorSlot.optionsType), options: table.table(OperatorSlot.options),
            reader: reader)
        return (stored, inputs.map { $0 == -1 ? nil : $0 }, outputs)
    }

    private mutating func storedInput(_ index: Int) throws(TFLiteError) -> StoredInput {
        let tensor = try tensors.tensor(index)
        if let value = values[index] {
            return StoredInput(
                type: tensor.type, shape: graph[value].shape, quantization: tensor.quantization,
                constant: tensor.constant, elements: nil)
        }
        guard shapes[index] != nil || spacedImages[index] != nil || tensor.constant != nil else {
            throw TFLiteError(.malformed, "reads '\(tensor.name)' before it is made")
        }
        return StoredInput(
            type: tensor.type, shape: Shape(tensor.dimensions), quantization: tensor.quantization,
            constant: tensor.constant, elements: shapes[index]?.elements)
    }

    private mutating func append(
        _ stored: StoredOperator, inputs: [Int?], outputs: [Int], index: Int
    ) throws(TFLiteError) {
        guard let codec = CodecCatalogue.codec(for: stored.builtin) else {
            throw TFLiteError(.unsupported, "is only supported where it works on shapes")
        }
        let decoded = try codec.decode(stored)
        if case .dequantize = decoded.op, let widened = try widenedConstant(stored) {
            values[outputs[0]] = graph.add(widened)
            return
        }
        var operands: [ValueID] = []
        for position in decoded.inputs {
            _ = try stored.input(position)
            guard let tensor = inputs[position] else { continue }
            operands.append(try value(of: tensor))
        }
        let names = stored.outputs.map(\.name)
        let made: [ValueID]
        do {
            made = try graph.appendMany(
                decoded.op, operands, names: names, layer: model.metadata?.layer(index, output: names[0]) ?? names[0])
        } catch {
            throw TFLiteError(.shapeConflict, error.message)
        }
        for ((tensor, output), value) in zip(zip(outputs, stored.outputs), made) {
            try check(graph[value], against: output)
            graph[value].quantization = output.quantization
            values[tensor] = value
        }
    }

    /// Reads a part of a dilated convolution that is written as three operators; false where it is none.
    private mutating func readSpaced(
        _ stored: StoredOperator, inputs: [Int?], outputs: [Int], index: Int
    ) throws(TFLiteError) -> Bool {
        guard let first = inputs.first, let source = first else { return false }
        let output = try stored.output()
        if stored.builtin == .spaceToBatchND {
            spacedImages[outputs[0]] = try SpacedImage(stored, image: value(of: source))
            return true
        }
        guard var image = spacedImages[source] else {
            guard stored.builtin != .batchToSpaceND else { throw SpacedImage.unsupported }
            return false
        }
        if stored.builtin == .batchToSpaceND {
            let layer = model.metadata?.layer(index, output: output.name) ?? output.name
            let made = try image.append(to: &graph, joinedBy: stored, layer: layer)
            try check(graph[made], against: output)
            graph[made].quantization = output.quantization
            values[outputs[0]] = made
            return true
        }
        guard image.convolution == nil, let decoded = try CodecCatalogue.codec(for: stored.builtin)?.decode(stored),
            SpacedImage.canBeDilated(decoded.op)
        else { throw SpacedImage.unsupported }
        var weights: [ValueID] = []
        for position in decoded.inputs.dropFirst() {
            guard position < inputs.count, let tensor = inputs[position] else { continue }
            weights.append(try value(of: tensor))
        }
        image.convolution = SpacedImage.Convolution(
            op: decoded.op, weights: weights, quantization: output.quantization)
        spacedImages[outputs[0]] = image
        return true
    }

    private func check(_ value: Value, against output: StoredTensor) throws(TFLiteError) {
        guard value.shape.rank <= ElementLimit.rank, value.shape.dimensions.allSatisfy({ $0 > 0 }),
            value.shape.dimensions.checkedProduct != nil
        else {
            throw TFLiteError(.unsupported, "makes '\(output.name)' of shape \(value.shape), which is out of bounds")
        }
        guard output.admits(value.shape), value.type == output.type else {
            throw TFLiteError(
                .shapeConflict,
                "makes \(value.type) \(value.shape), but '\(output.name)' is \(output.type) \(output.signature)")
        }
    }

    /// A float16 constant in float32, so that a DEQUANTIZE of weights stored in half precision leaves a constant.
    private func widenedConstant(_ stored: StoredOperator) throws(TFLiteError) -> Value? {
        let input = try stored.input(0)
        guard input.type == .float16, let constant = input.constant else { return nil }
        let output = try stored.output()
        try model.reader.charge(4 * constant.count)
        let value = Value(name: output.name, shape: input.shape, data: TensorData(constant.floats()))
        try check(value, against: output)
        return value
    }

    // MARK: - Values

    /// The value of a tensor, which enters the graph now if it is not there yet.
    private mutating func value(of tensor: Int) throws(TFLiteError) -> ValueID {
        if let value = values[tensor] { return value }
        if let shape = shapes[tensor] { return try value(ofShape: shape, tensor: tensor) }
        guard spacedImages[tensor] == nil else { throw SpacedImage.unsupported }
        let stored = try tensors.tensor(tensor)
        guard let data = stored.constant else {
            throw TFLiteError(.malformed, "reads '\(stored.name)' before it is made")
        }
        guard stored.dimensions.allSatisfy({ $0 > 0 }) else {
            throw TFLiteError(.unsupported, "reads '\(stored.name)', which has no elements")
        }
        let value = graph.add(
            Value(
                name: stored.name, type: stored.type, shape: Shape(stored.dimensions), data: data,
                quantization: stored.quantization))
        values[tensor] = value
        return value
    }

    /// Lets an operator on shapes enter the graph after all; one that the graph cannot express becomes a constant.
    private mutating func value(ofShape shape: KnownShape, tensor: Int) throws(TFLiteError) -> ValueID {
        let table = operators[shape.operatorIndex]
        let code = try operatorCode(of: table, index: shape.operatorIndex)
        guard CodecCatalogue.codec(for: code.builtin) == nil else {
            let (stored, inputs, outputs) = try storedOperator(table, code.builtin)
            try append(stored, inputs: inputs, outputs: outputs, index: shape.operatorIndex)
            return try value(of: tensor)
        }
        let stored = try tensors.tensor(tensor)
        let sizes = shape.elements.compactMap(\.fixed)
        guard sizes.count == shape.elements.count else {
            throw TFLiteError(.unsupported, "computes '\(stored.name)' from the batch size, which is not supported")
        }
        let data =
            stored.type == .int64 ? TensorData(sizes.map { Int64($0) }) : TensorData(sizes.map { Int32(clamping: $0) })
        let value = graph.add(Value(name: stored.name, type: data.type, shape: Shape(stored.dimensions), data: data))
        values[tensor] = value
        return value
    }

    // MARK: - Ports

    private mutating func readInputs() throws(TFLiteError) {
        let indices = try portIndices(SubgraphSlot.inputs)
        var ports: [(index: Int, name: String)] = []
        for index in indices {
            let tensor = try tensors.tensor(index)
            guard tensor.constant == nil, values[index] == nil else {
                throw TFLiteError(.malformed, "input '\(tensor.name)' is a constant or listed twice")
            }
            values[index] = graph.add(
                Value(
                    name: tensor.name, type: tensor.type, shape: try inputShape(tensor),
                    quantization: tensor.quantization))
            ports.append((index: index, name: tensor.name))
        }
        let names = try PortNames(of: model).inputNames(ports)
        graph.inputs = zip(indices, names).compactMap { index, name in
            values[index].map { Port(name: name, value: $0) }
        }
    }

    private func inputShape(_ tensor: StoredTensor) throws(TFLiteError) -> Shape {
        guard !tensor.signature.dropFirst().contains(-1) else {
            throw TFLiteError(
                .unsupported,
                "input '\(tensor.name)' has the open shape \(tensor.signature); only the batch may be open")
        }
        var dimensions = tensor.dimensions
        let isFree = keepsBatchOpen && tensor.signature.first == -1
        if isFree { dimensions[0] = 1 }
        guard dimensions.allSatisfy({ $0 > 0 }) else {
            throw TFLiteError(.malformed, "input '\(tensor.name)' has the empty shape \(dimensions)")
        }
        return Shape(dimensions, isBatchFree: isFree)
    }

    private mutating func readOutputs() throws(TFLiteError) {
        let indices = try portIndices(SubgraphSlot.outputs)
        var ports: [(index: Int, name: String)] = []
        for index in indices { ports.append((index: index, name: try tensors.tensor(index).name)) }
        for (index, name) in zip(indices, try PortNames(of: model).outputNames(ports)) {
            graph.outputs.append(Port(name: name, value: try value(of: index)))
        }
    }

    private func portIndices(_ slot: SubgraphSlot) throws(TFLiteError) -> [Int] {
        let indices = (try model.reader.elements(of: model.subgraph, slot, as: Int32.self) ?? []).map { Int($0) }
        for index in indices where !(0..<tensors.count).contains(index) {
            throw TFLiteError(
                .malformed, "names tensor \(index) of \(tensors.count) as an input or output",
                at: StoredModel.subgraphPath, byteOffset: model.subgraph.byteOffset)
        }
        return indices
    }
}
