import Engine

/// The memory that the engine would take to run a model at batch 1.
package struct PlannedMemory: Sendable {
    /// The peak of what values take, weights not counted; nil where there is no plan.
    package let byteCount: Int?
    /// Why the engine cannot plan what the file holds, for a reader.
    package let note: String?

    /// Plans the memory of `contents`, which takes about as long as opening the file.
    package init(of contents: ModelContents) {
        guard let graph = contents.graph else {
            (byteCount, note) = (nil, nil)
            return
        }
        do throws(EngineError) {
            (byteCount, note) = (try Model(graph: graph).plannedByteCount(batch: 1), nil)
        } catch {
            (byteCount, note) = (nil, "the engine cannot plan this model: \(error)")
        }
    }
}
