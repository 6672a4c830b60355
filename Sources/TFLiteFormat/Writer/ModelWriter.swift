import CFlatBuffers
import ModelIR

/// Lays a graph out as a model.
///
/// A FlatBuffer grows from its end to its front, and what a table refers to is made before it. Large constants are made
/// early, so that they lie near the end of the file, in the order in which the graph has them.
struct ModelWriter {
    private let graph: Graph
    private let operators: [EncodedOperator]
    private let builder: BufferBuilder
    private var shared: SharedVectors
    private var pool = ConstantPool()
    /// The tensors of the file: the graph's values, then the constants that operators bring along.
    private var tensors: [Tensor] = []
    private var tensorByIntegers: [Integers: Int32] = [:]
    private var quantizations: [Quantization: FBOffset] = [:]

    private struct Tensor {
        let value: Value
        let buffer: UInt32
    }

    /// What makes two constants of integers the same tensor.
    private struct Integers: Hashable {
        let shape: [Int]
        let elements: [Int32]
    }

    private static let alignment = 16

    /// Constants of fewer bytes are copied into the FlatBuffer; larger ones are written from where they are.
    private static let smallConstant = 4096

    /// The model of a valid graph without unused values.
    static func encode(_ graph: Graph) throws(TFLiteError) -> EncodedModel {
        var writer = try ModelWriter(graph)
        return try writer.encode()
    }

    private init(_ graph: Graph) throws(TFLiteError) {
        self.graph = graph
        var operators: [EncodedOperator] = []
        for node in graph.nodes {
            let signature = NodeSignature(
                inputs: node.inputs.map { graph[$0] }, outputs: node.outputs.map { graph[$0] })
            do {
                operators.append(try node.op.codec.encode(signature))
            } catch {
                throw error.located(at: "\(node.op.name) of layer '\(node.layer)'", byteOffset: nil)
            }
        }
        self.operators = operators
        builder = try BufferBuilder(capacity: Self.capacity(for: graph))
        shared = SharedVectors(builder)
    }

    /// More bytes than the model will take. Memory beyond the need is never touched and costs nothing.
    private static func capacity(for graph: Graph) throws(TFLiteError) -> Int {
        var total = 1 << 20
        for value in graph.values {
            let (sum, overflow) = total.addingReportingOverflow(value.data?.byteCount ?? 0)
            guard !overflow else { throw .exceedsFormat }
            total = sum + 512 + value.name.utf8.count + 24 * (value.quantization?.scales.count ?? 0)
        }
        for node in graph.nodes { total += 1024 + 2 * node.layer.utf8.count + 16 * node.inputs.count }
        return total
    }

    private mutating func encode() throws(TFLiteError) -> EncodedModel {
        collectTensors()
        let operatorInputs = try collectOperatorInputs()
        let runtime = Array("\(minimumRuntime)".utf8)
        let runtimeBuffer = pool.buffer(
            for: TensorData(runtime + [UInt8](repeating: 0, count: max(0, Self.alignment - runtime.count))))
        let metadata = ModelMetadata(graph)
        let ownBuffer = pool.buffer(for: TensorData(try metadata.json()))

        let (buffers, holes) = addBuffers(last: runtimeBuffer)
        let subgraph = try addSubgraph(operatorInputs)
        let codes = addOperatorCodes()
        let signature = addSignature()
        let runtimeName = builder.add("min_runtime_version")
        let ownName = builder.add(ModelMetadata.bufferName)
        let entries = [(runtimeName, runtimeBuffer), (ownName, ownBuffer)].map { name, buffer in
            builder.table {
                $0.set(MetadataSlot.name, name)
                $0.set(MetadataSlot.buffer, uint32: buffer)
            }
        }
        let metadataVector = builder.add(tables: entries)
        let signatures = builder.add(tables: [signature])
        let subgraphs = builder.add(tables: [subgraph])
        let description = builder.add(graph.provenance?.tool ?? "qconv")
        let root = builder.table {
            $0.set(ModelSlot.version, uint32: 3)
            $0.set(ModelSlot.operatorCodes, codes)
            $0.set(ModelSlot.subgraphs, subgraphs)
            $0.set(ModelSlot.description, description)
            $0.set(ModelSlot.buffers, buffers)
            $0.set(ModelSlot.metadata, metadataVector)
            $0.set(ModelSlot.signatureDefs, signatures)
        }
        let skeleton = try builder.finish(root: root, identifier: "TFL3")
        let constants = holes.map { hole in
            // An offset counts from the end of the buffer to the vector's length, which four bytes hold.
            EncodedModel.Constant(position: skeleton.count - Int(hole.offset) + 4, data: hole.data)
        }
        return EncodedModel(builder: builder, skeleton: skeleton, constants: constants)
    }

    // MARK: - Tensors and buffers

    private mutating func collectTensors() {
        for value in graph.values {
            tensors.append(Tensor(value: value, buffer: value.data.map { pool.buffer(for: $0) } ?? 0))
        }
    }

    /// The tensors that each operator reads.
    private mutating func collectOperatorInputs() throws(TFLiteError) -> [[Int32]] {
        var result: [[Int32]] = []
        for (node, encoded) in zip(graph.nodes, operators) {
            var indices: [Int32] = []
            for input in encoded.inputs {
                switch input {
                case .input(let position):
                    indices.append(Int32(node.inputs[position].index))
                case .integers(let name, let shape, let elements):
                    indices.append(
                        try tensor(shape, try elements.asInt32(), name: "\(graph[node.outputs[0]].name)/\(name)"))
                case .constant(var value):
                    value.name = "\(graph[node.outputs[0]].name)/\(value.name)"
                    indices.append(append(value))
                }
            }
            result.append(indices)
        }
        return result
    }

    /// The tensor with these elements, made for the first operator that asks.
    private mutating func tensor(_ shape: [Int], _ elements: [Int32], name: String) throws(TFLiteError) -> Int32 {
        let key = Integers(shape: shape, elements: elements)
        if let index = tensorByIntegers[key] { return index }
        let index = append(Value(name: name, type: .int32, shape: Shape(shape), data: TensorData(elements)))
        tensorByIntegers[key] = index
        return index
    }

    private mutating func append(_ value: Value) -> Int32 {
        tensors.append(Tensor(value: value, buffer: value.data.map { pool.buffer(for: $0) } ?? 0))
        return Int32(tensors.count - 1)
    }

    private struct Hole {
        let offset: FBOffset
        let data: TensorData
    }

    /// The vector of buffers, and the large constants that are missing in it, in the order of the file.
    ///
    /// Buffer `last` takes 16 bytes, so that nothing but its content stands at the end of the file, and no file that was
    /// cut short passes for a whole one.
    private func addBuffers(last: UInt32) -> (FBOffset, [Hole]) {
        var vectors: [FBOffset] = Array(repeating: 0, count: pool.contents.count)
        var holes: [Hole] = []
        let isLarge = pool.contents.map { $0.byteCount >= Self.smallConstant }
        func addSmall(_ index: Int) {
            vectors[index] = pool.contents[index].withUnsafeBytes { builder.add(bytes: $0, alignment: Self.alignment) }
        }
        addSmall(Int(last) - 1)
        for index in pool.contents.indices.reversed() where isLarge[index] {
            let data = pool.contents[index]
            vectors[index] = builder.reserveBytes(data.byteCount, alignment: Self.alignment)
            holes.append(Hole(offset: vectors[index], data: data))
        }
        for index in pool.contents.indices.reversed() where !isLarge[index] && vectors[index] == 0 { addSmall(index) }
        let empty = builder.table { _ in }
        let tables = vectors.map { vector in builder.table { $0.set(BufferSlot.data, vector) } }
        return (builder.add(tables: [empty] + tables), holes.reversed())
    }

    private mutating func add(_ tensor: Tensor) throws(TFLiteError) -> FBOffset {
        let value = tensor.value
        let name = builder.add(value.name)
        let shape = shared.offset(of: try value.shape.dimensions.asInt32())
        let signature = value.shape.isBatchFree ? shared.offset(of: try value.shape.signature.asInt32()) : nil
        let quantization = try value.quantization.map { (quantization) throws(TFLiteError) in try add(quantization) }
        return builder.table {
            $0.set(TensorSlot.shape, shape)
            $0.set(TensorSlot.type, int8: TensorType(value.type).rawValue)
            $0.set(TensorSlot.buffer, uint32: tensor.buffer)
            $0.set(TensorSlot.name, name)
            $0.set(TensorSlot.quantization, quantization)
            $0.set(TensorSlot.shapeSignature, signature)
            $0.set(TensorSlot.hasRank, bool: true)
        }
    }

    private mutating func add(_ quantization: Quantization) throws(TFLiteError) -> FBOffset {
        if let known = quantizations[quantization] { return known }
        let scales = shared.offset(of: quantization.scales)
        let zeroPoints = shared.offset(of: quantization.zeroPoints)
        let minimums = quantization.minimums.isEmpty ? nil : shared.offset(of: quantization.minimums)
        let maximums = quantization.maximums.isEmpty ? nil : shared.offset(of: quantization.maximums)
        let axis = try [quantization.axis].asInt32()[0]
        let table = builder.table {
            $0.set(QuantizationSlot.min, minimums)
            $0.set(QuantizationSlot.max, maximums)
            $0.set(QuantizationSlot.scale, scales)
            $0.set(QuantizationSlot.zeroPoint, zeroPoints)
            $0.set(QuantizationSlot.quantizedDimension, int32: axis)
        }
        quantizations[quantization] = table
        return table
    }

    // MARK: - Subgraph

    private mutating func addSubgraph(_ operatorInputs: [[Int32]]) throws(TFLiteError) -> FBOffset {
        var tensorTables: [FBOffset] = []
        for tensor in tensors { tensorTables.append(try add(tensor)) }
        let tensorVector = builder.add(tables: tensorTables)

        let codeIndices = operatorCodes.indices
        var operatorTables: [FBOffset] = []
        for (position, (node, encoded)) in zip(graph.nodes, operators).enumerated() {
            let options = try encoded.options.map { (options) throws(TFLiteError) in try shared.offset(of: options) }
            let inputs = shared.offset(of: operatorInputs[position])
            let outputs = shared.offset(of: node.outputs.map { Int32($0.index) })
            operatorTables.append(
                builder.table {
                    $0.set(OperatorSlot.opcodeIndex, uint32: UInt32(codeIndices[position]))
                    $0.set(OperatorSlot.inputs, inputs)
                    $0.set(OperatorSlot.outputs, outputs)
                    $0.set(OperatorSlot.optionsType, uint8: (encoded.options?.kind ?? .none).rawValue)
                    $0.set(OperatorSlot.options, options)
                })
        }
        let operatorVector = builder.add(tables: operatorTables)

        let inputs = shared.offset(of: graph.inputs.map { Int32($0.value.index) })
        let outputs = shared.offset(of: graph.outputs.map { Int32($0.value.index) })
        let name = builder.add(graph.name)
        return builder.table {
            $0.set(SubgraphSlot.tensors, tensorVector)
            $0.set(SubgraphSlot.inputs, inputs)
            $0.set(SubgraphSlot.outputs, outputs)
            $0.set(SubgraphSlot.operators, operatorVector)
            $0.set(SubgraphSlot.name, name)
        }
    }

    private struct OperatorCode: Hashable {
        let builtin: BuiltinOperator
        let version: Int
    }

    /// Each operator and version once, in the order of first use, and which of them each operator has.
    private var operatorCodes: (codes: [OperatorCode], indices: [Int]) {
        var codes: [OperatorCode] = []
        var indexByCode: [OperatorCode: Int] = [:]
        let indices = operators.map { encoded in
            let code = OperatorCode(builtin: encoded.builtin, version: encoded.version)
            if let index = indexByCode[code] { return index }
            codes.append(code)
            indexByCode[code] = codes.count - 1
            return codes.count - 1
        }
        return (codes, indices)
    }

    private func addOperatorCodes() -> FBOffset {
        let tables = operatorCodes.codes.map { code in
            builder.table {
                $0.set(OperatorCodeSlot.deprecatedBuiltinCode, int8: code.builtin.deprecatedCode)
                $0.set(OperatorCodeSlot.version, int32: Int32(code.version), otherwise: 1)
                $0.set(OperatorCodeSlot.builtinCode, int32: code.builtin.rawValue)
            }
        }
        return builder.add(tables: tables)
    }

    private var minimumRuntime: MinimumRuntime {
        operators.map { MinimumRuntime.running($0.builtin, version: $0.version) }.max() ?? .any
    }

    private func addSignature() -> FBOffset {
        func maps(_ ports: [Port]) -> FBOffset {
            let tables = ports.map { port in
                let name = builder.add(port.name)
                return builder.table {
                    $0.set(TensorMapSlot.name, name)
                    $0.set(TensorMapSlot.tensorIndex, uint32: UInt32(port.value.index))
                }
            }
            return builder.add(tables: tables)
        }
        let inputs = maps(graph.inputs)
        let outputs = maps(graph.outputs)
        let key = builder.add("serving_default")
        return builder.table {
            $0.set(SignatureSlot.inputs, inputs)
            $0.set(SignatureSlot.outputs, outputs)
            $0.set(SignatureSlot.key, key)
            $0.set(SignatureSlot.subgraphIndex, uint32: 0)
        }
    }
}
