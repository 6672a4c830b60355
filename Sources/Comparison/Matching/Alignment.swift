/// Which elements of two sequences are the same, in order.
package enum Alignment {
    /// The longest table that is filled; beyond it the first of equal elements is taken.
    private static let mostCells = 4_000_000

    /// Places of equal elements in both sequences, ascending in both: as many as possible (a longest common subsequence).
    package static func pairs<Key: Hashable>(_ a: [Key], _ b: [Key]) -> [(a: Int, b: Int)] {
        guard a.count.multipliedReportingOverflow(by: b.count).partialValue <= mostCells else {
            return firstPairs(a, b)
        }
        let width = b.count + 1
        var lengths = Array(repeating: Int32(0), count: (a.count + 1) * width)
        for i in a.indices.reversed() {
            for j in b.indices.reversed() {
                lengths[i * width + j] =
                    a[i] == b[j]
                    ? lengths[(i + 1) * width + j + 1] + 1
                    : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
            }
        }
        var pairs: [(a: Int, b: Int)] = []
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if a[i] == b[j] {
                pairs.append((i, j))
                (i, j) = (i + 1, j + 1)
            } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        return pairs
    }

    private static func firstPairs<Key: Hashable>(_ a: [Key], _ b: [Key]) -> [(a: Int, b: Int)] {
        var places: [Key: [Int]] = [:]
        for (place, key) in b.enumerated().reversed() { places[key, default: []].append(place) }
        var next = 0
        return a.enumerated().compactMap { place, key in
            while let other = places[key]?.popLast() {
                guard other >= next else { continue }
                next = other + 1
                return (place, other)
            }
            return nil
        }
    }
}
