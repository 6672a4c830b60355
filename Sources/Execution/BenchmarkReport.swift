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

        private enum CodingKeys: String, CodingKey {
            case file, threads
            case instructionSet = "instruction_set"
            case medianMilliseconds = "median_ms"
            case minimumMilliseconds = "min_ms"
            case p90Milliseconds = "p90_ms"
            case spreadMilliseconds = "spread_ms"
        }

        init(file: String, session: Session, _ statistics: Statistics) {
            self.file = file
            threads = session.threads
            instructionSet = session.instructionSet
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
            .init("spread", .right), .init("min", .right), .init("p90", .right),
        ]
        if models.count > 1 { columns.append(.init("of first", .right)) }
        var table = TextTable(columns)
        table.rows = models.map { model in
            var row = [
                model.file, String(model.threads), model.medianMilliseconds.fixed(3), model.spreadMilliseconds.fixed(3),
                model.minimumMilliseconds.fixed(3), model.p90Milliseconds.fixed(3),
            ]
            if models.count > 1 {
                row.append((model.medianMilliseconds / models[0].medianMilliseconds).fixed(2) + "x")
            }
            return row
        }
        let lines =
            ["batch \(batch.grouped), \(runs.grouped) runs after \(warmup.grouped) to warm up"]
            + table.lines(maximumWidth: style.width, style: style)
        return lines.joined(separator: "\n") + "\n"
    }
}
