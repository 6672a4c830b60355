import ArgumentParser
import CommandSupport
import ModelIR

@main
struct QConv: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qconv",
        abstract: "Turn trained Keras models into compact FlatBuffer models, and run them.",
        usage: """
            qconv <model> [--output <output>] [--json] [--quiet]
            qconv <subcommand> ...
            """,
        discussion: """
            Without a subcommand, qconv converts. No Python and no TensorFlow are needed. A .qf file is a TFLite \
            FlatBuffer: LiteRT, Netron and OpenVINO open it, too.

            EXAMPLES:
              qconv model.h5                           writes model.qf
              qconv model.h5 -o model.tflite           the same bytes, another name
              qconv run model.qf --input images.npy    runs it, shows what comes out
              qconv verify model.h5 model.qf           measures both, on the test data
              qconv report model.h5 -o report/         makes and measures several files
              qconv bench model.qf other.tflite        compares their speed
              qinspect model.qf                        shows what is in it

            EXIT STATUS:
              0 done; 1 a check that was asked for failed; 64 wrong usage; 65 bad input data; 66 input missing; 69 a needed \
            part is missing; 70 our own fault; 73 output cannot be created; 74 input or output failed
            """,
        version: "qconv \(ToolVersion.current)",
        subcommands: [ConvertCommand.self, RunCommand.self, VerifyCommand.self, ReportCommand.self, BenchCommand.self],
        defaultSubcommand: ConvertCommand.self)

    static func main() { CommandRunner.run(Self.self) }
}
