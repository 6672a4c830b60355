import ArgumentParser
import CommandSupport
import Inspect
import ModelIR
import Reporting

@main
struct QInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qinspect",
        abstract: "Show what is in a model file.",
        discussion: """
            One page tells what a model takes and gives, how many parameters it has, as Keras counts them and as they \
            are stored, how much work and memory a run takes, and for each layer its shape, parameters, work, ranges \
            and scales. Options show more of one thing. What a file is, its content tells, not its name.

            EXAMPLES:
              qinspect model.qf
              qinspect model.qf --sort macs --top 10
              qinspect model.qf --layers 'block1*' --columns layer,weights,scale
              qinspect model.h5 --tensor conv1/kernel
              qinspect model.h5 model.qf --sort sqnr --top 10
              qinspect model.h5 model.qf --against model.data.h5 --sort act-sqnr
              qinspect model.qf --check --strict       in a Makefile, with '--quiet'
              qinspect model.qf --plot ranges.svg --graph network.svg
              qinspect model.qf --json | jq .parameters.total
            """,
        version: "qinspect \(ToolVersion.current)")

    @Argument(
        help: "The models: .h5, .keras, .qf or .tflite.",
        completion: .file(extensions: ["h5", "hdf5", "keras", "qf", "tflite"]))
    var files: [String]

    @OptionGroup(title: "VIEWS") var view: ViewOptions
    @OptionGroup(title: "COMPARING TWO MODELS") var comparison: ComparisonOptions
    @OptionGroup(title: "CHECKING") var check: CheckOptions
    @OptionGroup(title: "PICTURES") var pictures: PictureOptions
    @OptionGroup(title: "CHOOSING FROM TABLES") var table: TableOptions
    @OptionGroup(title: "OUTPUT") var output: OutputOptions

    static func main() { CommandRunner.run(Self.self) }

    func validate() throws {
        guard !output.json || table.columns == nil else {
            throw ValidationError("'--columns' chooses what tables show; '--json' always has all fields")
        }
        guard !check.isRequested || !view.isChosen && comparison.against == nil && !comparison.showsEach else {
            throw ValidationError("'--check' is a view of its own; ask for one view")
        }
        guard !pictures.isRequested || files.count == 1 else {
            throw ValidationError("'--plot' and '--graph' draw one file")
        }
        guard
            !pictures.isRequested
                || !view.isChosen && !check.isRequested && comparison.against == nil && !output.json
                    && !output.csv
        else {
            throw ValidationError("'--plot' and '--graph' draw a file, and print nothing of it")
        }
        guard view.tensors.isEmpty || table.layers.isEmpty else {
            throw ValidationError("'--tensor' names what it shows; '--layers' has nothing to choose from there")
        }
    }

    func run() throws {
        let choice = table.choice
        if pictures.isRequested { return try pictures.run(files[0], choice, isQuiet: output.quiet) }
        if check.isRequested { return try check.run(files, choice, output) }
        if try comparison.compares(files, view) {
            let report = try comparison.report(on: files[0], files[1], isQuiet: output.quiet)
            return try output.print([report.choosing(choice)], choice)
        }
        let reports = try files.map { path in
            try about(path) { try view.report(on: Inspection.open(path)).choosing(choice) }
        }
        try output.print(reports, choice)
    }
}
