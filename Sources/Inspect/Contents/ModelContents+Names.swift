extension ModelContents {
    /// The tensors of this name, which the file or the outside world calls so.
    func tensors(named name: String) -> [TensorContents] {
        let found = tensors.filter { $0.name == name }
        return found.isEmpty ? (inputs + outputs).filter { $0.name == name }.map(\.tensor) : found
    }

    /// The end of a message that no tensor is called `name`: which ones resemble it.
    func suggestion(for name: String) -> String {
        let similar = similarNames(to: name)
        return similar.isEmpty ? "" : "; did you mean " + similar.map { "'\($0)'" }.joined(separator: ", ") + "?"
    }

    private static let suggestionCount = 5
    /// Comparing letter by letter takes the product of both lengths.
    private static let longestCompared = 200

    /// Names that contain `name`, then those that differ in few letters; the nearest first.
    private func similarNames(to name: String) -> [String] {
        let wanted = name.lowercased()
        var isListed: Set<String> = []
        let ranked = tensors.map(\.name).filter { isListed.insert($0).inserted }.compactMap { candidate in
            Self.distance(wanted, candidate.lowercased()).map { (name: candidate, distance: $0) }
        }
        return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(Self.suggestionCount).map(\.name)
    }

    /// How little two names resemble each other; nil where they do not.
    private static func distance(_ wanted: String, _ candidate: String) -> Int? {
        if !wanted.isEmpty, candidate.hasPrefix(wanted) || candidate.hasSuffix(wanted) { return 0 }
        if wanted.count > 2, candidate.contains(wanted) { return 1 }
        let (one, other) = (Array(wanted.utf8), Array(candidate.utf8))
        guard max(one.count, other.count) <= longestCompared else { return nil }
        let edits = editDistance(one, other)
        return edits <= max(2, wanted.count / 3) ? 1 + edits : nil
    }

    /// The fewest letters to insert, remove or replace (Levenshtein).
    private static func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var row = Array(0...other.count)
        for (i, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, otherLetter) in other.enumerated() {
                let replaced = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[other.count]
    }
}
