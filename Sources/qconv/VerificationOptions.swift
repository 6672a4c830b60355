import ArgumentParser
import CommandSupport
import Datasets
import Files
import ModelIR
import Reporting
import Verification

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How a file is verified that was just written.
struct VerificationOptions: ParsableArguments {
    @Flag(help: "Do not measure the written file.")
    var noVerify = false

    @OptionGroup var gates: GateOptions

    @Flag(help: "Remove the written file where it does not keep to a limit.")
    var deleteOnFailure = false

    func validate() throws {
        guard !noVerify || gates.gates.isEmpty else {
            throw ValidationError("limits cannot be held without measuring; leave '--no-verify' out")
        }
        guard !deleteOnFailure || !gates.gates.isEmpty else {
            throw ValidationError("'--delete-on-failure' needs a limit: '--max-drop', '--max-size' or '--max-ms'")
        }
    }

    /// Throws where a limit needs samples and there is no data set.
    func requireData(_ path: String?, for model: String) throws(CommandError) {
        guard path == nil, gates.maxDrop != nil else { return }
        throw CommandError(
            .missingInput,
            "\(model): '--max-drop' needs samples to verify with, and there is no data set beside the model; name one with "
                + "'--data'")
    }
}

extension VerificationOptions {
    /// Measures the file at `output`, which was made from the Keras model at `source`, on the test part of a data set.
    /// - Returns: nil where that is not wanted, or where there is nothing to measure it on.
    func verify(
        _ output: String, madeFrom source: String, on path: String?, resize: ImageResize, workers: Int, isQuiet: Bool
    ) throws -> VerificationReport? {
        guard !noVerify, let path else { return nil }
        let reference = try VerifiedModel(contentsOf: source)
        let data = try Verifier.dataSet(at: path, for: reference, resize: resize)
        guard data.test != nil || gates.maxDrop != nil else { return nil }
        let bar = ProgressBar("verifying", isQuiet: isQuiet)
        defer { bar.finish() }
        let models = [reference, try VerifiedModel(contentsOf: output)]
        var report = try Verifier(workers: workers).verify(models, on: data) {
            bar.update(done: $0, total: $1)
        }
        report.check(gates.gates)
        return report
    }

    /// The limits that the file at `output` does not keep to, as sentences with the figures.
    func failures(of output: String, in report: VerificationReport?) throws -> [String] {
        try report?.failures ?? failuresWithoutSamples(of: output)
    }

    /// Throws where there are `failures`, and removes the file at `output` where that is wanted.
    func reject(_ output: String, because failures: [String]) throws {
        guard !failures.isEmpty else { return }
        var message = failures.joined(separator: "; ")
        if deleteOnFailure {
            guard unlink(output) == 0 else {
                throw FileError(.inputOutput, path: output, action: "remove the file, which does not keep to a limit,")
            }
            message += "; the file is removed"
        }
        throw CommandError(.checkFailed, message)
    }

    /// What can be held without samples: the size, and the time of a run on noise.
    private func failuresWithoutSamples(of output: String) throws -> [String] {
        let gates = gates.gates
        guard !gates.isEmpty else { return [] }
        let model = try VerifiedModel(contentsOf: output)
        var outcomes = [gates.sizeOutcome(of: output, bytes: model.byteCount)]
        if gates.maxMilliseconds != nil {
            outcomes.append(gates.timeOutcome(of: output, milliseconds: try Verifier(workers: 1).time(of: model)))
        }
        return outcomes.compactMap(\.self).filter { !$0.passed }.map(\.message)
    }
}
