import Engine
package import Reporting

/// How fast models are. Its JSON form is described in `docs/json.md`.
package struct BenchmarkReport: Sendable, Codable {
    package struct Entry: Sendable, Codable {
        package var file: String
        package var threads: Int
        package var instructionSet: String
        package var medianMilliseconds: Double
        package var minimumMilliseconds: Double
        package var p90Milliseconds: Double
        /// The range of the middle half of the runs.
        package var spreadMilliseconds: Double
        /// The time from opening the file to the first result; nil where the model was open before.
        package var firstResultMilliseconds: Double?
        /// Bytes of memory for the values of a run.
        package var arenaBytes: Int
        /// Bytes of memory for weights in the layout of the kernels.
        package var packedBytes: Int
        package var profile: ModelProfile?

        private enum CodingKeys: String, CodingKey {
            case file, threads
            case instructionSet = "instruction_set"
            case medianMilliseconds = "median_ms"
            case minimumMilliseconds = "min_ms"
            case p90Milliseconds = "p90_ms"
            case spreadMilliseconds = "spread_ms"
            case firstResultMilliseconds = "first_result_ms"
            case arenaBytes = "arena_bytes"
            case packedBytes = "packed_bytes"
            case profile
        }

        init(_ subject: BenchmarkSubject, _ statistics: Statistics, profile: ModelProfile?) {
            let session = subject.session
            file = subject.file
            threads = session.threads
            instructionSet = session.instructionSet
            firstResultMilliseconds = subject.firstResultMilliseconds
            arenaBytes = session.arenaByteCount
            packedBytes = session.packedByteCount
            self.profile = profile
            medianMilliseconds = statistics.median
            minimumMilliseconds = statistics.minimum
            p90Milliseconds = statistics.quantile(0.9)
            spreadMilliseconds = statistics.interquartileRange
        }
    }

    package var schema = 1
    package var batch: Int
    package var runs: Int
    package var warmup: Int
    package var models: [Entry]

    init(batch: Int, runs: Int, warmup: Int, models: [Entry]) {
        self.batch = batch
        self.runs = runs
        self.warmup = warmup
        self.models = models
    }
}

extension BenchmarkReport {
    /// The report for people: one row for each model, the first of which the others are compared with.
    package func text(style: TextStyle) -> String {
        var columns: [TextTable.Column] = [
            .init("model", isFlexible: true), .init("threads", .right), .init("median ms", .right),
            .init("spread", .right), .init("min", .right), .init("p90", .right), .init("first", .right),
        ]
        if models.count > 1 { columns.append(.init("of first", .right)) }
        var table = TextTable(columns)
        table.rows = models.map { model in
            var row = [
                model.file, String(model.threads), model.medianMilliseconds.fixed(3), model.spreadMilliseconds.fixed(3),
                model.minimumMilliseconds.fixed(3), model.p90Milliseconds.fixed(3),
                model.firstResultMilliseconds?.fixed(1) ?? "",
            ]
            if models.count > 1 {
                row.append((model.medianMilliseconds / models[0].medianMilliseconds).fixed(2) + "x")
            }
            return row
        }
        let lines =
            ["batch \(batch.grouped), \(runs.grouped) runs after \(warmup.grouped) to warm up"]
            + table.lines(maximumWidth: style.width, style: style)
        let profiles = models.compactMap { model in model.profile?.text(file: model.file, style: style) }
        return ([lines.joined(separator: "\n") + "\n"] + profiles).joined(separator: "\n")
    }
}
