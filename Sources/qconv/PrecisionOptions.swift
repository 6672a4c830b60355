import ArgumentParser
import Convert

/// What the written model computes with.
struct PrecisionOptions: ParsableArguments {
    /// The precisions besides float32.
    enum Choice: EnumerableFlag {
        case int8, fp16, dynamic

        static func help(for choice: Choice) -> ArgumentHelp? {
            switch choice {
            case .int8: "Compute in int8, by ranges that samples of the data set show."
            case .fp16: "Store weights as float16, compute in float32."
            case .dynamic: "Store the weights of convolutions and dense layers as int8; ranges follow each run."
            }
        }
    }

    @Flag(exclusivity: .exclusive) var choice: Choice?

    @Option(
        help: ArgumentHelp(
            "What an int8 model takes and gives: float (converted at the edges), int8 or uint8.", valueName: "type"))
    var io: QuantizedPorts?

    @Flag(help: "One scale for all weights of a dense layer, for runtimes from before 2024.")
    var perTensorDense = false

    func validate() throws {
        guard choice == .int8 || io == nil else { throw ValidationError("'--io' needs '--int8'") }
        guard choice == .int8 || choice == .dynamic || !perTensorDense else {
            throw ValidationError("'--per-tensor-dense' needs '--int8' or '--dynamic'")
        }
    }

    var quantization: QuantizationOptions {
        QuantizationOptions(ports: io ?? .float, hasPerTensorDense: perTensorDense)
    }
}

extension QuantizedPorts: ExpressibleByArgument {}
