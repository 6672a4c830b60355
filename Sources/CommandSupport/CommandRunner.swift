package import ArgumentParser
import Files
import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Runs a command line from its arguments to its exit status.
package enum CommandRunner {
    /// Parses the arguments, runs the command and ends the program.
    ///
    /// Help and version go to the standard output. An error is one line on the standard error that begins with the
    /// program's name, and an exit status of `sysexits.h`.
    package static func run<Root: ParsableCommand>(_: Root.Type) -> Never {
        StandardStreams.prepare()
        UnfinishedFile.removeWhenInterrupted()
        do {
            var command = try Root.parseAsRoot()
            try command.run()
            exit(ExitStatus.done)
        } catch let error as any DiagnosedError {
            fail("\(error)", ExitStatus.of(error.kind), Root.self)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch {
            let status = Root.exitCode(for: error)
            let message = status.isSuccess ? Root.fullMessage(for: error) : Root.message(for: error)
            guard status.isSuccess else {
                let isUsage = status == .validationFailure
                let advice =
                    isUsage ? "; " + (Root.fullMessage(for: error).advice ?? "see '\(Root._commandName) --help'") : ""
                fail(message.asSentence + advice, isUsage ? ExitStatus.usage : status.rawValue, Root.self)
            }
            do {
                try StandardStreams.print(message + "\n")
                exit(ExitStatus.done)
            } catch {
                fail(error.description, ExitStatus.of(error.kind), Root.self)
            }
        }
    }

    private static func fail<Root: ParsableCommand>(_ message: String, _ status: Int32, _: Root.Type) -> Never {
        StandardStreams.printError("\(Root._commandName): \(message)\n")
        exit(status)
    }
}

extension String {
    /// The end of the argument parser's full message, which names the subcommand: `see 'qconv run --help'`.
    fileprivate var advice: String? {
        guard
            let line = split(whereSeparator: \.isNewline).last(where: {
                $0.hasPrefix("  See '") || $0.hasPrefix("See '")
            }),
            let end = line.lastIndex(of: "'"), !line.contains("<")
        else { return nil }
        return "see" + line[...end].drop { $0 == " " }.dropFirst(3)
    }

    /// The argument parser's message in the form of ours: one line, lower-case at the beginning, no full stop.
    fileprivate var asSentence: String {
        var text = split(whereSeparator: \.isNewline).joined(separator: " ")
        if text.hasSuffix(".") { text.removeLast() }
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
