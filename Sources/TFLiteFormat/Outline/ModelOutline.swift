package import ModelIR

/// What a file says, table by table, before anything is made of it: for those who look for what is wrong with it.
///
/// Only what would lead outside of the file is refused; everything else is told as it is, however wrong.
package struct ModelOutline: Sendable {
    /// A tensor of the first subgraph.
    package struct Tensor: Sendable {
        package let name: String
        /// The schema's name of the element type in lower case, or its number.
        package let typeName: String
        /// Nil for a type that no graph has.
        package let type: ElementType?
        package let shape: [Int]
        /// Whether the shape signature leaves a dimension open.
        package let isOpen: Bool
        package let buffer: Int
        package let isVariable: Bool
        /// Nil where there is no scale.
        package let quantization: Quantization?
        /// Whether the elements are quantized in another way than by scales.
        package let hasOtherQuantization: Bool
        /// Nil where there are none, or another number than the shape says.
        package let data: TensorData?
        /// Whether the tensor has a buffer with something in it.
        package let hasContents: Bool
        /// Where the table is in the file.
        package let byteOffset: Int
    }

    /// An operator of the first subgraph.
    package struct Operator: Sendable {
        /// The schema's name, `CONV_2D` for example; the custom name of a custom operator.
        package let name: String
        package let isCustom: Bool
        package let version: Int
        /// The latest version that is known; nil for operators that are not known here.
        package let latestVersion: Int?
        /// Indices of tensors; nil for an input that is left out.
        package let inputs: [Int?]
        package let outputs: [Int]
        package let hasOptions: Bool
        /// The Keras layer that the file says it came from; nil where it does not say.
        package let layer: String?
        package let byteOffset: Int
    }

    package let subgraphCount: Int
    package let tensors: [Tensor]
    package let operators: [Operator]
    /// Indices of tensors.
    package let inputs: [Int]
    package let outputs: [Int]
    /// The bytes of each buffer.
    package let bufferByteCounts: [Int]
    /// Indices of the buffers that metadata refers to.
    package let metadataBuffers: Set<Int>
    package let metadataNames: [String]
    package let signatureCount: Int

    /// How often all of a file is read by operators, at most, beside ``freeByteCount``. Whoever looks at what each operator
    /// reads then has work in proportion to the file.
    private static let mostReadings = 1024
    private static let freeByteCount = 1 << 30

    /// What the file in `memory` says.
    package init(of memory: Memory) throws(TFLiteError) {
        let model = try StoredModel(memory)
        // Tables are pointers into the memory that the model's reader holds.
        defer { withExtendedLifetime(model) {} }
        let (reader, subgraph) = (model.reader, model.subgraph)
        subgraphCount = try reader.tables(of: reader.root, ModelSlot.subgraphs)?.count ?? 0
        var bufferByteCounts: [Int] = []
        for buffer in model.buffers { bufferByteCounts.append(try reader.bytes(ofBuffer: buffer)?.count ?? 0) }
        self.bufferByteCounts = bufferByteCounts

        var tensors: [Tensor] = []
        for table in try reader.tables(of: subgraph, SubgraphSlot.tensors) ?? [] {
            tensors.append(try Tensor(table, model))
        }
        self.tensors = tensors
        func indices(_ table: Table, _ slot: some Slot) throws(TFLiteError) -> [Int] {
            try (reader.elements(of: table, slot, as: Int32.self) ?? []).map { Int($0) }
        }
        func checked(_ indices: [Int], at table: Table) throws(TFLiteError) -> [Int] {
            for index in indices where !tensors.indices.contains(index) {
                throw TFLiteError(
                    .malformed, "refers to tensor \(index) of \(tensors.count)", byteOffset: table.byteOffset)
            }
            return indices
        }
        inputs = try checked(indices(subgraph, SubgraphSlot.inputs), at: subgraph)
        outputs = try checked(indices(subgraph, SubgraphSlot.outputs), at: subgraph)
        let codes = try reader.tables(of: reader.root, ModelSlot.operatorCodes) ?? []
        var operators: [Operator] = []
        var bytesLeft = Self.mostReadings * memory.byteCount + Self.freeByteCount
        for (index, table) in (try reader.tables(of: subgraph, SubgraphSlot.operators) ?? []).enumerated() {
            let number = Int(table.uint32(OperatorSlot.opcodeIndex))
            guard codes.indices.contains(number) else {
                throw TFLiteError(
                    .malformed, "refers to operator code \(number) of \(codes.count)",
                    at: "\(StoredModel.subgraphPath).operators[\(index)]", byteOffset: table.byteOffset)
            }
            let code = model.operatorCodes[number]
            let inputs = try indices(table, OperatorSlot.inputs)
            _ = try checked(inputs.filter { $0 != -1 }, at: table)
            let outputs = try checked(indices(table, OperatorSlot.outputs), at: table)
            for input in inputs where input != -1 {
                bytesLeft -= tensors[input].data?.byteCount ?? 0
                bytesLeft -= (tensors[input].quantization?.scales.count ?? 0) * MemoryLayout<Float>.stride
            }
            guard bytesLeft >= 0 else {
                throw TFLiteError(
                    .malformed, "reads what other operators read, far too often to be a model",
                    at: "\(StoredModel.subgraphPath).operators[\(index)]", byteOffset: table.byteOffset)
            }
            operators.append(
                Operator(
                    name: code.customName ?? code.builtin.name, isCustom: code.customName != nil,
                    version: Int(codes[number].int32(OperatorCodeSlot.version, otherwise: 1)),
                    latestVersion: MinimumRuntime.latestVersion(of: code.builtin),
                    inputs: inputs.map { $0 == -1 ? nil : $0 }, outputs: outputs,
                    hasOptions: table.table(OperatorSlot.options) != nil,
                    layer: model.metadata?.layer(index, output: outputs.first.map { tensors[$0].name } ?? ""),
                    byteOffset: table.byteOffset))
        }
        self.operators = operators
        let metadata = try reader.tables(of: reader.root, ModelSlot.metadata) ?? []
        metadataBuffers = Set(metadata.map { Int($0.uint32(MetadataSlot.buffer)) })
        var names: [String] = []
        for entry in metadata { names.append(try reader.string(of: entry, MetadataSlot.name) ?? "") }
        metadataNames = names
        signatureCount = try reader.tables(of: reader.root, ModelSlot.signatureDefs)?.count ?? 0
    }
}

extension ModelOutline.Tensor {
    fileprivate init(_ table: Table, _ model: StoredModel) throws(TFLiteError) {
        let reader = model.reader
        name = try reader.string(of: table, TensorSlot.name) ?? ""
        let number = table.int8(TensorSlot.type)
        let known = TensorType(rawValue: number)
        typeName = known.map { "\($0)" } ?? "type number \(number)"
        type = known?.elementType
        shape = try (reader.elements(of: table, TensorSlot.shape, as: Int32.self) ?? []).map { Int($0) }
        isOpen = try (reader.elements(of: table, TensorSlot.shapeSignature, as: Int32.self) ?? []).contains(-1)
        buffer = Int(table.uint32(TensorSlot.buffer))
        isVariable = table.bool(TensorSlot.isVariable)
        byteOffset = table.byteOffset
        let parameters = table.table(TensorSlot.quantization)
        hasOtherQuantization = parameters.map { $0.uint8(QuantizationSlot.detailsType) != 0 } ?? false
        if let parameters, let scales = try reader.elements(of: parameters, QuantizationSlot.scale, as: Float.self),
            !scales.isEmpty
        {
            quantization = Quantization(
                scales: scales,
                zeroPoints: try reader.elements(of: parameters, QuantizationSlot.zeroPoint, as: Int64.self) ?? [],
                axis: Int(parameters.int32(QuantizationSlot.quantizedDimension)))
        } else {
            quantization = nil
        }
        guard model.buffers.indices.contains(buffer), let range = try reader.bytes(ofBuffer: model.buffers[buffer]),
            !range.isEmpty
        else {
            (data, hasContents) = (nil, false)
            return
        }
        hasContents = true
        guard let type, shape.allSatisfy({ $0 >= 0 }), let count = shape.checkedProduct,
            case let (byteCount, false) = count.multipliedReportingOverflow(by: type.byteCount),
            byteCount == range.count, range.lowerBound.isMultiple(of: type.byteCount)
        else {
            data = nil
            return
        }
        data = TensorData(type: type, count: count, memory: reader.memory, offset: range.lowerBound)
    }
}
