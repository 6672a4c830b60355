import ModelIR

/// The tensors that a run gives, filled block by block. Several threads may fill blocks of their own at a time.
struct RunResults {
    private struct Result {
        var name: String
        var value: ValueID
        var type: ElementType
        var shape: [Int]
        /// Whether each block adds samples; otherwise the last block says it all.
        var grows: Bool
        /// Written until the tensors are handed out.
        var bytes: UnsafeMutableRawBufferPointer
        /// Owns `bytes`.
        var memory: Memory
    }

    private var results: [Result] = []

    init(_ session: Session, samples: Int) throws(EngineError) {
        let graph = session.program.graph
        var wanted = graph.outputs.map { (name: $0.name, value: $0.value) }
        if session.keepsIntermediates {
            var names = Set(wanted.map(\.name))
            for operation in session.program.operations {
                for value in operation.outputs where names.insert(graph[value].name).inserted {
                    wanted.append((name: graph[value].name, value: value))
                }
            }
        }
        for (name, value) in wanted {
            let shape = graph[value].shape.resolved(batch: samples).dimensions
            let byteCount = try checkedByteCount(shape, graph[value].type, of: name)
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: Memory.alignment)
            results.append(
                Result(
                    name: name, value: value, type: graph[value].type, shape: shape,
                    grows: graph[value].shape.isBatchFree, bytes: bytes,
                    memory: Memory(adopting: UnsafeRawBufferPointer(bytes)) { $0.deallocate() }))
        }
    }

    /// Copies what `plan` has computed for the samples from `sample` on.
    func take(from plan: Plan, at sample: Int) {
        for result in results {
            guard let source = plan.bytes(of: result.value) else { continue }
            let offset = result.grows ? sample * (source.count / plan.batch) : 0
            guard source.count > 0, let target = result.bytes.baseAddress, let start = source.baseAddress else {
                continue
            }
            (target + offset).copyMemory(from: start, byteCount: source.count)
        }
    }

    /// The tensors by name.
    func tensors() -> [String: Tensor] {
        var tensors: [String: Tensor] = [:]
        for result in results {
            let data = TensorData(type: result.type, count: result.shape.reduce(1, *), memory: result.memory)
            tensors[result.name] = Tensor(shape: result.shape, data: data)
        }
        return tensors
    }
}
