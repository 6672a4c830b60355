import ModelIR

/// The tables of a verified model that reading starts from.
struct StoredModel {
    let reader: BufferReader
    let operatorCodes: [OperatorCode]
    let buffers: [Table]
    let subgraph: Table
    let metadata: ModelMetadata?

    /// What the operators of a model are.
    struct OperatorCode {
        let builtin: BuiltinOperator
        let customName: String?

        /// How a message calls the operator.
        var name: String { customName.map { "custom operator '\($0)'" } ?? builtin.name }
    }

    /// The path of ``subgraph`` for messages.
    static let subgraphPath = "subgraphs[0]"

    init(_ memory: Memory) throws(TFLiteError) {
        let reader = try BufferReader(verifying: memory)
        self.reader = reader
        let root = reader.root
        let version = root.uint32(ModelSlot.version)
        guard version == 3 else {
            throw TFLiteError(
                .unsupported, "has schema version \(version); only version 3 is read", byteOffset: root.byteOffset)
        }
        guard let subgraph = try reader.tables(of: root, ModelSlot.subgraphs)?.first else {
            throw TFLiteError(.malformed, "has no subgraph", byteOffset: root.byteOffset)
        }
        self.subgraph = subgraph
        buffers = try reader.tables(of: root, ModelSlot.buffers) ?? []
        var codes: [OperatorCode] = []
        for table in try reader.tables(of: root, ModelSlot.operatorCodes) ?? [] {
            codes.append(try OperatorCode(table, reader))
        }
        operatorCodes = codes
        metadata = try ModelMetadata(reader, buffers: buffers)
    }
}

extension StoredModel.OperatorCode {
    fileprivate init(_ table: Table, _ reader: BufferReader) throws(TFLiteError) {
        let old = Int32(table.int8(OperatorCodeSlot.deprecatedBuiltinCode))
        builtin = BuiltinOperator(rawValue: max(old, table.int32(OperatorCodeSlot.builtinCode)))
        let isCustom = builtin == .custom
        customName = isCustom ? try reader.string(of: table, OperatorCodeSlot.customCode) ?? "" : nil
    }
}
