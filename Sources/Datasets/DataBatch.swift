package import ModelIR

/// Some samples of a data set, ready to go into a model.
package struct DataBatch: Sendable {
    /// Which samples of their part these are.
    package let indices: [Int]
    /// For each input of the model a tensor with one sample for each of ``indices``, in the type that is stored.
    package let inputs: [String: Tensor]
}

/// The samples of a part, read batch by batch when they are asked for; what was given is not kept.
package struct DataBatches: ~Copyable {
    private let part: DataPart
    private var indices: ArraySlice<Int>
    private let size: Int
    /// By input; opened by the first batch.
    private var readers: [String: any SampleReader] = [:]

    init(_ part: DataPart, indices: [Int], size: Int) {
        precondition(size > 0, "a batch has at least one sample")
        precondition(indices.allSatisfy { 0..<part.count ~= $0 }, "a sample is not in the part")
        self.part = part
        self.indices = indices[...]
        self.size = size
    }

    /// The next batch, the last of which may be smaller; nil after the last.
    package mutating func next() throws(DataError) -> DataBatch? {
        guard !indices.isEmpty else { return nil }
        let wanted = indices.prefix(size)
        indices = indices.dropFirst(size)
        var inputs: [String: Tensor] = [:]
        for (input, source) in part.sources {
            let reader: any SampleReader
            if let open = readers[input.name] { reader = open } else { reader = try source.reader() }
            readers[input.name] = reader
            let data = try TensorData(type: source.type, count: wanted.count * source.elementCount) {
                (bytes) throws(DataError) in try reader.read(wanted, into: bytes)
            }
            inputs[input.name] = Tensor(shape: [wanted.count] + input.shape, data: data)
        }
        return DataBatch(indices: Array(wanted), inputs: inputs)
    }
}
