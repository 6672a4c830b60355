import ArgumentParser
import CommandSupport
import Execution
import ModelIR
import Reporting

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast models run.",
        discussion: """
            Models take turns, one run each, so that whatever else the machine does meets all of them alike. The \
            inputs are noise. The spread is the range of the middle half of the runs, 'first' the time from opening \
            the file to the first result.

            With --profile, the steps that a model is made of are timed one by one and compared with what the machine can \
            do at best. Bytes are those of inputs, weights as in the file, and outputs.

            With --turns, other programs can take turns: for each line on the standard input, which is a number of runs \
            or empty for --runs, a line of JSON with the time of every run comes out.

            EXAMPLES:
              qconv bench model.qf
              qconv bench model.qf other.tflite --threads 2 --runs 200
              qconv bench model.qf --profile --threads 1
            """)

    @Argument(
        help: "The models: .h5, .keras, .qf or .tflite.",
        completion: .file(extensions: ["h5", "hdf5", "keras", "qf", "tflite"]))
    var models: [String]

    @OptionGroup var threading: ThreadingOptions

    @Option(name: .shortAndLong, help: "How often each model is timed.")
    var runs = 50

    @Option(name: .shortAndLong, help: "Samples of one run.")
    var batch = 1

    @Option(name: .shortAndLong, help: "Runs of each model before they are timed.")
    var warmup = 5

    @Flag(help: "Show how long each step takes, and how close to the machine's limits it is.")
    var profile = false

    @Flag(help: "Time one model whenever a line comes in.")
    var turns = false

    @OptionGroup var printing: PrintingOptions

    func validate() throws {
        guard (1...1_000_000).contains(runs) else { throw ValidationError("'--runs' must be from 1 to 1000000") }
        guard (1...65_536).contains(batch) else { throw ValidationError("'--batch' must be from 1 to 65536") }
        guard (0...1_000_000).contains(warmup) else { throw ValidationError("'--warmup' must be from 0 to 1000000") }
        guard !turns || !profile else { throw ValidationError("'--turns' and '--profile' exclude each other") }
        guard !turns || models.count == 1 else { throw ValidationError("'--turns' takes one model") }
    }

    func run() throws {
        let subjects = try models.map { path in
            try BenchmarkSubject(contentsOf: path, threads: threading.threads, batch: batch)
        }
        if turns { return try takeTurns(BenchmarkTurns(subjects[0], warmup: warmup)) }
        let benchmark = Benchmark(threads: threading.threads, batch: batch, runs: runs, warmup: warmup)
        let report = try benchmark.measure(subjects, isProfiling: profile)
        try printing.print(report) { report.text(style: $0) }
    }

    private func takeTurns(_ turns: BenchmarkTurns) throws {
        try StandardStreams.print(JSONText.line(of: turns.opening))
        while let line = readLine() {
            guard let count = line.isEmpty ? runs : Int(line), (1...1_000_000).contains(count) else {
                throw CommandError(.badData, "standard input: '\(line)' is no number of runs from 1 to 1000000")
            }
            try StandardStreams.print(JSONText.line(of: turns.turn(runs: count)))
        }
    }
}
