import ModelIR
import Testing

/// Records an issue unless `actual` has the names and shapes of `expected` and its numbers within a tolerance.
///
/// The tolerance is 1e-5, relative to the largest magnitude of a tensor where that exceeds 1.
func expectClose(
    _ actual: [String: Tensor], _ expected: [String: Tensor], sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual.keys.sorted() == expected.keys.sorted(), sourceLocation: sourceLocation)
    for (name, reference) in expected {
        guard let tensor = actual[name] else { continue }
        #expect(tensor.shape == reference.shape, "shape of '\(name)'", sourceLocation: sourceLocation)
        guard tensor.shape == reference.shape else { continue }
        let (values, references) = (tensor.floats(), reference.floats())
        let allowed = 1e-5 * max(1, references.reduce(0) { max($0, abs($1)) })
        // Written so that a NaN is the worst difference.
        let worst = zip(values, references).map { $0 == $1 ? 0 : abs($0 - $1) }.enumerated()
            .max { !($1.element <= $0.element) }
        guard let worst else { continue }
        #expect(
            worst.element <= allowed,
            "'\(name)' is \(values[worst.offset]) instead of \(references[worst.offset]) at \(worst.offset)",
            sourceLocation: sourceLocation)
    }
}
