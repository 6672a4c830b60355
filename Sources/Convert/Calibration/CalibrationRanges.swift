package import ModelIR

/// The range of every activation of a graph, chosen from observations.
package struct CalibrationRanges: Sendable {
    /// By the name of the value; all values of one scale group have the same.
    package private(set) var ranges: [String: ClosedRange<Float>] = [:]

    /// Chooses one range for each scale group, over everything that was seen of its values.
    ///
    /// Scales that operators fix need no range, and an input that was given as uint8 and uses the upper half of that type
    /// has the range 0...255 whatever was drawn. What the engine never makes has the range of its group.
    ///
    /// - Parameter graph: the float graph that was observed.
    /// - Throws: for a value that was never observed.
    package init(
        _ observations: Observations, graph: Graph, groups: ScaleGroups, method: RangeMethod
    ) throws(CalibrationError) {
        let uses = graph.uses()
        let observed = Dictionary(
            observations.values.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for group in groups.groups {
            let range: ClosedRange<Float>
            if let fixed = group.fixed {
                range = fixed.range
            } else {
                let members = group.values.compactMap { observed[graph[$0].name] }
                guard let first = members.first else {
                    throw CalibrationError(
                        .missingRange, "no sample went through it, so that it has no range; calibrate with samples",
                        at: "'\(graph[group.values[0]].name)'")
                }
                let histogram = members.reduce(into: Histogram()) { $0.merge($1.histogram) }
                let minimum = members.reduce(first.minimum) { min($0, $1.minimum) }
                let maximum = members.reduce(first.maximum) { max($0, $1.maximum) }
                range =
                    members.lazy.compactMap(\.knownRange).first
                    ?? method.range(
                        of: histogram, observed: minimum...maximum, readers: graph.readers(of: group, uses))
            }
            for value in group.values { ranges[graph[value].name] = range }
        }
    }
}

extension ValueObservation {
    /// What the type in which samples are stored says about the range of an input.
    fileprivate var knownRange: ClosedRange<Float>? { storedType == .uint8 && maximum > 127 ? 0...255 : nil }
}
