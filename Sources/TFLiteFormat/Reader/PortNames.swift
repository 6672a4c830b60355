import ModelIR

/// The names of a subgraph's inputs and outputs, by tensor: those of its signature, where there is one.
///
/// A tensor that is an output twice has two names, in the order of the signature.
struct PortNames {
    private var inputs: [Int: [String]] = [:]
    private var outputs: [Int: [String]] = [:]

    init(of model: StoredModel) throws(TFLiteError) {
        let reader = model.reader
        var chosen: Table?
        for signature in try reader.tables(of: reader.root, ModelSlot.signatureDefs) ?? []
        where signature.uint32(SignatureSlot.subgraphIndex) == 0 {
            let isDefault = try reader.string(of: signature, SignatureSlot.key) == "serving_default"
            if chosen == nil || isDefault { chosen = signature }
            if isDefault { break }
        }
        guard let chosen else { return }
        inputs = try Self.names(of: chosen, SignatureSlot.inputs, reader)
        outputs = try Self.names(of: chosen, SignatureSlot.outputs, reader)
    }

    private static func names(
        of signature: Table, _ slot: SignatureSlot, _ reader: BufferReader
    ) throws(TFLiteError) -> [Int: [String]] {
        var names: [Int: [String]] = [:]
        for entry in try reader.tables(of: signature, slot) ?? [] {
            guard let name = try reader.string(of: entry, TensorMapSlot.name) else { continue }
            names[Int(entry.uint32(TensorMapSlot.tensorIndex)), default: []].append(name)
        }
        return names
    }

    /// Names for ports in order, all different: a tensor that the signature does not mention has its own name.
    func inputNames(_ tensors: [(index: Int, name: String)]) -> [String] { Self.unique(tensors, inputs) }

    func outputNames(_ tensors: [(index: Int, name: String)]) -> [String] { Self.unique(tensors, outputs) }

    private static func unique(_ tensors: [(index: Int, name: String)], _ names: [Int: [String]]) -> [String] {
        var taken: Set<String> = []
        var next: [String: Int] = [:]
        var used: [Int: Int] = [:]
        return tensors.map { tensor in
            let candidates = names[tensor.index] ?? [tensor.name]
            let wanted = candidates[min(used[tensor.index, default: 0], candidates.count - 1)]
            used[tensor.index, default: 0] += 1
            var name = wanted
            while !taken.insert(name).inserted {
                let number = next[wanted, default: 2]
                next[wanted] = number + 1
                name = "\(wanted)#\(number)"
            }
            return name
        }
    }
}
