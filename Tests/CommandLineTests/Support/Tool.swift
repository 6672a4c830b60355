import Foundation

/// One of the built programs, run as a process.
struct Tool {
    /// How a run ended and what it printed.
    struct Outcome {
        let status: Int32
        /// Whether a signal ended it: a crash.
        let wasKilled: Bool
        let output: String
        let errors: String

        /// The lines on the standard error.
        var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
    }

    static let qconv = Tool(named: "qconv")
    static let qinspect = Tool(named: "qinspect")

    let path: String

    private init(named name: String) { path = Self.products.appending(path: name).path }

    /// The folder that the tests were built into; the programs lie beside them.
    private static let products: URL = {
        #if os(macOS)
            for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
                return bundle.bundleURL.deletingLastPathComponent()
            }
        #endif
        return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }()

    /// Runs the program in `folder` and waits for it.
    func run(_ arguments: [String], in folder: String? = nil) throws -> Outcome {
        try Self.run(path, arguments, in: folder)
    }

    /// Runs a shell command in `folder`, where `$TOOL` is the program.
    func runInShell(_ command: String, in folder: String) throws -> Outcome {
        try Self.run("/bin/bash", ["-c", command], in: folder, variables: ["TOOL": path])
    }

    private static func run(
        _ executable: String, _ arguments: [String], in folder: String?, variables: [String: String] = [:]
    ) throws -> Outcome {
        try withTemporaryFolder { scratch in
            // Files, not pipes: nothing here can wait for a reader.
            func file(_ name: String) throws -> FileHandle {
                try CommandLineTests.write(Data(), to: scratch + name)
                return try FileHandle(forWritingTo: URL(filePath: scratch + name))
            }
            let process = Process()
            process.executableURL = URL(filePath: executable)
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
            if let folder { process.currentDirectoryURL = URL(filePath: folder) }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try file("/output")
            process.standardError = try file("/errors")
            try process.run()
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
                output: try text(of: scratch + "/output"), errors: try text(of: scratch + "/errors"))
        }
    }
}
