import ArgumentParser
import Execution

/// How many threads the engine takes.
struct ThreadingOptions: ParsableArguments {
    @Option(
        name: [.customShort("t"), .customLong("threads")],
        help: ArgumentHelp(
            "How many threads share the work, at most one for each core. (default: one for each core)",
            valueName: "threads"))
    var requested: Int?

    /// How many threads to take on this machine.
    var threads: Int { Self.threads(requested ?? Machine.coreCount) }

    /// The number of threads that were asked for, or as many as there are cores where that is less.
    static func threads(_ requested: Int) -> Int { min(requested, Machine.coreCount) }

    func validate() throws { try Self.validate(requested ?? 1) }

    static func validate(_ threads: Int) throws {
        guard (1...256).contains(threads) else { throw ValidationError("'--threads' must be from 1 to 256") }
    }
}
