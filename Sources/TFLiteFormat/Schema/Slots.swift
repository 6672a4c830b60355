// The numbers of the fields of the schema's tables, in the order of the schema. Fields that nobody uses keep their place.

/// A field of a table, known by its number.
protocol Slot {
    var number: UInt16 { get }
}

extension Slot where Self: RawRepresentable<UInt16> {
    var number: UInt16 { rawValue }
}

enum ModelSlot: UInt16, Slot {
    case version, operatorCodes, subgraphs, description, buffers, metadataBuffer, metadata, signatureDefs
}

enum OperatorCodeSlot: UInt16, Slot { case deprecatedBuiltinCode, customCode, version, builtinCode }

enum SubgraphSlot: UInt16, Slot { case tensors, inputs, outputs, operators, name }

enum TensorSlot: UInt16, Slot {
    case shape, type, buffer, name, quantization, isVariable, sparsity, shapeSignature, hasRank
}

enum QuantizationSlot: UInt16, Slot { case min, max, scale, zeroPoint, detailsType, details, quantizedDimension }

enum OperatorSlot: UInt16, Slot { case opcodeIndex, inputs, outputs, optionsType, options }

enum BufferSlot: UInt16, Slot { case data, offset, size }

enum MetadataSlot: UInt16, Slot { case name, buffer }

enum SignatureSlot: UInt16, Slot { case inputs, outputs, key, deprecatedTag, subgraphIndex }

enum TensorMapSlot: UInt16, Slot { case name, tensorIndex }
