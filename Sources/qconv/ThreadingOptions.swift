import ArgumentParser

/// How many threads the engine takes.
struct ThreadingOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "How many threads share the work, 1 to 256.")
    var threads = 1

    func validate() throws {
        guard (1...256).contains(threads) else { throw ValidationError("'--threads' must be from 1 to 256") }
    }
}
