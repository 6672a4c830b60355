import ArgumentParser
import CommandSupport
import Datasets
import ModelIR

/// The data set of a command.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The data set: .h5, .npz, .npy or a folder (default: MODEL.data.h5, MODEL.data.npz or MODEL.data/).",
            valueName: "path"), completion: .file())
    var data: String?

    @Option(
        help: ArgumentHelp(
            "How images get the size that the model takes: bilinear, nearest, bicubic or area, then -crop or -pad to keep "
                + "proportions.", valueName: "way"))
    var resize = ImageResize()

    /// The path that was given, or else that of the file or folder beside `model`; nil where there is none.
    func path(beside model: String) -> String? { data ?? DataSet.beside(model) }

    /// The path, which the command cannot do without.
    func requirePath(beside model: String) throws(CommandError) -> String {
        guard let path = path(beside: model) else {
            throw CommandError(
                .missingInput,
                "\(model): there is no data set beside it (.data.h5, .data.npz, .data/); name one with --data")
        }
        return path
    }
}

extension ImageResize: ExpressibleByArgument {
    /// Reads one of the ways that `--resize` lists.
    public init?(argument: String) { self.init(argument) }
}
