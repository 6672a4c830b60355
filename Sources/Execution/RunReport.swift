import ModelIR

/// What a run gave. Its JSON form is described in `docs/json.md`.
package struct RunReport: Sendable, Codable {
    package struct Output: Sendable, Codable {
        package var name: String
        package var type: String
        package var shape: [Int]
        /// Over all elements; nil where there are none, or none is finite.
        package var min: Float?
        package var max: Float?
        package var mean: Double?
        /// The index of the largest element of each row, where the output has two dimensions.
        package var classes: [Int]?
        /// At most ``valuesShown`` elements from the beginning.
        package var first: [Float]
        /// The rows that people see: at most ``rowsShown``, each with its largest elements.
        var rows: [[Candidate]] = []

        private enum CodingKeys: String, CodingKey { case name, type, shape, min, max, mean, classes, first }
    }

    /// An element of a row, by its index.
    struct Candidate: Sendable {
        var index: Int
        var value: Float
    }

    static let valuesShown = 16
    static let rowsShown = 5
    static let candidatesShown = 3

    package var schema = 1
    package var file: String
    package var input: String
    /// Where the outputs were written, if anywhere.
    package var output: String?
    package var samples: Int
    package var threads: Int
    package var instructionSet: String
    package var milliseconds: Double
    package var outputs: [Output]
    /// How far the outputs are from what was expected, where that was asked for.
    package var comparison: RunComparison?

    private enum CodingKeys: String, CodingKey {
        case schema, file, input, output, samples, threads
        case instructionSet = "instruction_set"
        case milliseconds, outputs, comparison
    }

    package init(
        _ run: ModelRun, file: String, input: String, output: String?, comparison: RunComparison? = nil
    ) {
        self.file = file
        self.input = input
        self.output = output
        samples = run.samples
        threads = run.threads
        instructionSet = run.instructionSet
        milliseconds = run.duration.milliseconds
        outputs = run.outputs.map { Output(name: $0.name, $0.tensor) }
        self.comparison = comparison
    }
}

extension RunReport.Output {
    fileprivate init(name: String, _ tensor: Tensor) {
        let values = tensor.floats()
        var (smallest, largest) = (Float.infinity, -Float.infinity)
        var (sum, count) = (0.0, 0)
        for value in values where value.isFinite {
            smallest = Swift.min(smallest, value)
            largest = Swift.max(largest, value)
            sum += Double(value)
            count += 1
        }
        self.init(
            name: name, type: tensor.type.rawValue, shape: tensor.shape, min: count > 0 ? smallest : nil,
            max: count > 0 ? largest : nil, mean: count > 0 ? sum / Double(count) : nil, classes: nil,
            first: Array(values.prefix(RunReport.valuesShown)))
        guard tensor.shape.count == 2, tensor.shape[1] > 1 else { return }
        let width = tensor.shape[1]
        classes = (0..<tensor.shape[0]).map { row in
            let start = row * width
            return (1..<width).reduce(0) { values[start + $1] > values[start + $0] ? $1 : $0 }
        }
        rows = (0..<Swift.min(tensor.shape[0], RunReport.rowsShown)).map { row in
            (0..<width).map { RunReport.Candidate(index: $0, value: values[row * width + $0]) }
                .sorted { ($1.value, $0.index) < ($0.value, $1.index) }.prefix(RunReport.candidatesShown).map(\.self)
        }
    }
}

extension Duration {
    /// This duration in thousandths of a second.
    package var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
    }
}
