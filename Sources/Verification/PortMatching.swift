package import Engine
import ModelIR

/// Finds out which inputs or outputs of two models are the same.
///
/// TensorFlow's converter gives Keras's inputs and outputs names of its own, in an order of its own.
package enum PortMatching {
    /// For each of `reference` the one of `ports` that stands for it: of the same name, else of the same name but for what
    /// TensorFlow puts around it, else the first left with samples of the same shape.
    package static func match(_ ports: [TensorDescription], with reference: [TensorDescription]) -> [TensorDescription]?
    {
        guard ports.count == reference.count else { return nil }
        var free = ports
        var matched: [Int: TensorDescription] = [:]
        let rules: [(TensorDescription, TensorDescription) -> Bool] = [
            { $0.name == $1.name }, { $0.plainName == $1.plainName }, { _, _ in true },
        ]
        for isSame in rules {
            for (index, wanted) in reference.enumerated() where matched[index] == nil {
                guard let found = free.firstIndex(where: { isSame($0, wanted) && $0.hasSamples(like: wanted) }) else {
                    continue
                }
                matched[index] = free.remove(at: found)
            }
        }
        let found = reference.indices.compactMap { matched[$0] }
        return found.count == reference.count ? found : nil
    }
}

extension TensorDescription {
    /// The name without what TensorFlow's converter puts around Keras's names.
    fileprivate var plainName: Substring {
        var plain = Substring(name)
        if plain.hasPrefix("serving_default_") { plain = plain.dropFirst("serving_default_".count) }
        if plain.hasSuffix(":0") { plain = plain.dropLast(2) }
        return plain
    }

    /// Whether samples have the same dimensions, whatever the batch.
    fileprivate func hasSamples(like other: TensorDescription) -> Bool { shape.dropFirst() == other.shape.dropFirst() }
}
