import ArgumentParser
import Verification

/// What is demanded of a model before it may be used.
struct GateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How far the accuracy may be below the first model's, as a share of the samples: 0.005 for half a percent.",
            valueName: "share"))
    var maxDrop: Double?

    @Option(help: ArgumentHelp("How large the file may be: 4500000, 4.5MB, 4.3MiB.", valueName: "size"))
    var maxSize: ByteSize?

    @Option(
        name: .customLong("max-ms"),
        help: ArgumentHelp(
            "How many milliseconds the median run on one sample may take.", valueName: "milliseconds"))
    var maxMilliseconds: Double?

    var gates: Gates {
        Gates(maxDrop: maxDrop, maxByteCount: maxSize?.bytes, maxMilliseconds: maxMilliseconds)
    }

    func validate() throws {
        if let maxDrop, !(0...1).contains(maxDrop) { throw ValidationError("'--max-drop' must be from 0 to 1") }
        if let maxMilliseconds, !(maxMilliseconds > 0) { throw ValidationError("'--max-ms' must be above 0") }
    }
}

extension ByteSize: ExpressibleByArgument {
    /// Reads a size as people write it.
    public init?(argument: String) { self.init(argument) }
}
