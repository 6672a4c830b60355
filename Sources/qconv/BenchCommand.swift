import ArgumentParser
import CommandSupport
import Execution
import Reporting

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast models run.",
        discussion: """
            Models take turns, one run each, so that whatever else the machine does meets all of them alike. The \
            inputs are noise. The spread is the range of the middle half of the runs.

            EXAMPLES:
              qconv bench model.qf
              qconv bench model.qf other.tflite --threads 2 --runs 200
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

    @OptionGroup var printing: PrintingOptions

    func validate() throws {
        guard (1...1_000_000).contains(runs) else { throw ValidationError("'--runs' must be from 1 to 1000000") }
        guard (1...65_536).contains(batch) else { throw ValidationError("'--batch' must be from 1 to 65536") }
        guard (0...1_000_000).contains(warmup) else { throw ValidationError("'--warmup' must be from 0 to 1000000") }
    }

    func run() throws {
        let opened = try models.map { (file: $0, model: try ModelFile.open($0)) }
        let benchmark = Benchmark(threads: threading.threads, batch: batch, runs: runs, warmup: warmup)
        let report = try benchmark.measure(opened)
        try printing.print(report) { report.text(style: $0) }
    }
}
