/// Finds Keras layers in the names that TensorFlow's converter makes of them.
package struct LayerNames: Sendable {
    private let known: Set<String>

    /// Names with more parts than these are looked at no further: real ones have three or four.
    private static let longestPath = 24
    private static let mostParts = 64

    package init(_ known: some Sequence<String>) { self.known = Set(known) }

    func contains(_ name: String) -> Bool { known.contains(name) }

    /// The known layers that `name` tells of, in its order, each once: `stem_bn` and `stem_conv` for
    /// `model/stem_bn/FusedBatchNormV3;model/stem_conv/Conv2D`.
    package func mentioned(in name: String) -> [String] {
        var found: [String] = []
        for part in name.split(separator: ";").prefix(Self.mostParts) {
            let words = part.split(separator: "/").prefix(Self.longestPath)
            guard let layer = longestLayer(in: Array(words)), !found.contains(layer) else { continue }
            found.append(layer)
        }
        return found
    }

    /// The known layer with the longest path among successive `words`; the last of equal ones, because models stand in
    /// front of their layers.
    private func longestLayer(in words: [Substring]) -> String? {
        for length in stride(from: words.count, to: 0, by: -1) {
            for start in (0...words.count - length).reversed() {
                let path = words[start..<start + length].joined(separator: "/")
                if known.contains(path) { return path }
            }
        }
        return nil
    }
}
