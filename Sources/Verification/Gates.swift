import Reporting

/// What is demanded of models that were verified.
package struct Gates: Sendable, Hashable {
    /// By how much the accuracy may be below the first model's, as a share of the samples.
    package var maxDrop: Double?
    /// How many bytes a model may have.
    package var maxByteCount: Int?
    /// How long the median run on one sample may take.
    package var maxMilliseconds: Double?

    package init(maxDrop: Double? = nil, maxByteCount: Int? = nil, maxMilliseconds: Double? = nil) {
        self.maxDrop = maxDrop
        self.maxByteCount = maxByteCount
        self.maxMilliseconds = maxMilliseconds
    }

    package var isEmpty: Bool { self == Gates() }

    /// Whether a file of this size is small enough; nil where that is not demanded.
    package func sizeOutcome(of model: String, bytes: Int) -> GateOutcome? {
        maxByteCount.map { limit in
            GateOutcome(
                gate: .maxSize, model: model, limit: Double(limit), value: Double(bytes), passed: bytes <= limit,
                message: "\(model) has \(bytes.grouped) bytes; \(limit.grouped) are allowed")
        }
    }

    /// Whether a run of this time is fast enough; nil where that is not demanded.
    package func timeOutcome(of model: String, milliseconds: Double) -> GateOutcome? {
        maxMilliseconds.map { limit in
            GateOutcome(
                gate: .maxMilliseconds, model: model, limit: limit, value: milliseconds, passed: milliseconds <= limit,
                message: "\(model) takes \(milliseconds.significant(3)) ms for a sample; "
                    + "\(limit.significant(3)) ms are allowed")
        }
    }
}

/// Whether one model keeps to one demand.
package struct GateOutcome: Sendable, Codable, Hashable {
    package enum Gate: String, Sendable, Codable {
        case maxDrop = "max_drop"
        case maxSize = "max_size"
        case maxMilliseconds = "max_ms"
    }

    package var gate: Gate
    /// The model's name.
    package var model: String
    package var limit: Double
    /// What the model has; nil where that is not known.
    package var value: Double?
    package var passed: Bool
    /// The same in words, with the figures.
    package var message: String
}

extension VerificationReport {
    /// Holds `gates` against every model but the first, which the others are measured by; against that one where it is
    /// alone.
    package mutating func check(_ gates: Gates) {
        let checked = models.count > 1 ? models[1...] : models[...]
        self.gates = checked.flatMap { model in
            [
                gates.maxDrop.map { dropOutcome(of: model, limit: $0) },
                gates.sizeOutcome(of: model.name, bytes: model.bytes),
                gates.timeOutcome(of: model.name, milliseconds: model.medianMilliseconds),
            ].compactMap(\.self)
        }
    }

    /// The demands that are not met, as sentences with the figures.
    package var failures: [String] { gates.filter { !$0.passed }.map(\.message) }

    private func dropOutcome(of model: Entry, limit: Double) -> GateOutcome {
        guard let before = models[0].accuracy, let after = model.accuracy else {
            return GateOutcome(
                gate: .maxDrop, model: model.name, limit: limit, value: nil, passed: false,
                message: "the accuracy of \(model.name) is not known: "
                    + (classes == nil ? "its output tells no classes" : "\(part) of \(data) has no labels"))
        }
        // Less than any one sample makes, so that a drop of exactly the limit passes.
        let tolerance = 1e-12
        return GateOutcome(
            gate: .maxDrop, model: model.name, limit: limit, value: before - after,
            passed: before - after <= limit + tolerance,
            message: "the accuracy of \(model.name) is \((before - after).magnitude.fixed(4)) "
                + "\(after > before ? "above" : "below") that of \(models[0].name) "
                + "(\(before.fixed(4)) to \(after.fixed(4))); a drop of \(limit.significant(4)) is allowed")
    }
}
