import Engine

/// Times one model a turn at a time, whenever it is told to, so that other programs can take turns with it.
///
/// The answers are documented in `docs/json.md`.
package struct BenchmarkTurns {
    private let subject: BenchmarkSubject
    private let warmup: Int

    /// The first answer: what is timed.
    package struct Opening: Sendable, Codable {
        package var schema = 1
        package var file: String
        package var threads: Int
        package var instructionSet: String
        package var firstResultMilliseconds: Double?

        private enum CodingKeys: String, CodingKey {
            case schema, file, threads
            case instructionSet = "instruction_set"
            case firstResultMilliseconds = "first_result_ms"
        }
    }

    /// The answer to one turn: the time of every run.
    package struct Turn: Sendable, Codable {
        package var milliseconds: [Double]

        private enum CodingKeys: String, CodingKey { case milliseconds = "times_ms" }
    }

    /// - Parameter warmup: runs at the beginning of each turn that are not timed.
    package init(_ subject: BenchmarkSubject, warmup: Int) {
        self.subject = subject
        self.warmup = warmup
    }

    package var opening: Opening {
        Opening(
            file: subject.file, threads: subject.session.threads, instructionSet: subject.session.instructionSet,
            firstResultMilliseconds: subject.firstResultMilliseconds)
    }

    package func turn(runs: Int) -> Turn {
        subject.session.keepWeights()
        for _ in 0..<warmup { subject.session.invoke() }
        return Turn(milliseconds: (0..<runs).map { _ in subject.time() })
    }
}
