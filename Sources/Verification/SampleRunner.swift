package import Datasets
package import Engine
import Execution
import ModelIR

/// Runs a model on real numbers and gives real numbers, whatever types it has and whatever batch it was made with.
package struct SampleRunner {
    private enum Executor {
        /// Samples run side by side.
        case group(SessionGroup)
        /// A model with a batch of its own runs as often as it takes, with all threads in each run.
        case session(Session)
    }

    private let file: String
    private let executor: Executor
    /// The model's inputs and outputs, in the order of the reference's, and the names of the reference's inputs.
    private let inputs: [(port: TensorDescription, source: String)]
    private let outputs: [TensorDescription]

    /// - Parameter reference: the model whose inputs the data set was opened for, and whose outputs come in its order.
    init(_ subject: VerifiedModel, threads: Int, reference: Model) throws(VerificationError) {
        let inputs = try Self.inputs(of: subject.model, file: subject.file, like: reference)
        guard let outputs = PortMatching.match(subject.model.outputs, with: reference.outputs) else {
            throw VerificationError(
                .mismatch,
                "gives \(names(subject.model.outputs)), but the first model gives \(names(reference.outputs))",
                file: subject.file)
        }
        try self.init(subject.model, file: subject.file, threads: threads, inputs: inputs, outputs: outputs)
    }

    /// A runner that gives all outputs of `model`, in its own order.
    /// - Parameters:
    ///   - file: for messages.
    ///   - reference: the model whose inputs the data set was opened for.
    package init(
        _ model: Model, file: String, threads: Int, inputsOf reference: Model
    ) throws(VerificationError) {
        let inputs = try Self.inputs(of: model, file: file, like: reference)
        try self.init(model, file: file, threads: threads, inputs: inputs, outputs: model.outputs)
    }

    private init(
        _ model: Model, file: String, threads: Int, inputs: [(port: TensorDescription, source: String)],
        outputs: [TensorDescription]
    ) throws(VerificationError) {
        self.inputs = inputs
        self.outputs = outputs
        self.file = file
        do throws(EngineError) {
            executor =
                model.inputs.contains(where: \.isBatchFree)
                ? .group(try SessionGroup(model: model, threads: threads))
                : .session(try Session(model: model, threads: threads))
        } catch {
            throw VerificationError(.model, error, file: file)
        }
    }

    private static func inputs(
        of model: Model, file: String, like reference: Model
    ) throws(VerificationError) -> [(port: TensorDescription, source: String)] {
        guard let inputs = PortMatching.match(model.inputs, with: reference.inputs) else {
            throw VerificationError(
                .mismatch, "takes \(names(model.inputs)), but the first model takes \(names(reference.inputs))",
                file: file)
        }
        return zip(inputs, reference.inputs).map { ($0, $1.name) }
    }

    var instructionSet: String {
        switch executor {
        case .group(let group): group.instructionSet
        case .session(let session): session.instructionSet
        }
    }

    /// The outputs for the samples of a batch, one row-major array of real numbers for each.
    package func run(_ batch: DataBatch) throws(VerificationError) -> [[Float]] {
        var tensors: [String: Tensor] = [:]
        for (port, source) in inputs {
            guard let tensor = batch.inputs[source] else { continue }
            tensors[port.name] = tensor.asNumbers(for: port).padded(toMultipleOf: port.shape.first.flatMap(\.self) ?? 1)
        }
        let results: [String: Tensor]
        do throws(EngineError) {
            switch executor {
            case .group(let group): results = try group.run(tensors)
            case .session(let session): results = try FixedBatch.run(session, on: tensors)
            }
        } catch {
            throw VerificationError(.model, error, file: file)
        }
        return outputs.map { output in
            guard let tensor = results[output.name] else { return [] }
            let numbers = output.quantization?.realNumbers(of: tensor) ?? tensor.floats()
            let rows = max(1, tensor.shape.first ?? 1)
            return Array(numbers.prefix(numbers.count / rows * batch.indices.count))
        }
    }
}

private func names(_ ports: [TensorDescription]) -> String {
    ports.isEmpty ? "nothing" : ports.map { "'\($0)'" }.joined(separator: ", ")
}

extension Tensor {
    /// The elements as float32 where the engine would take integers for what they stand for.
    fileprivate func asNumbers(for port: TensorDescription) -> Tensor {
        guard port.quantization != nil, !type.isFloatingPoint else { return self }
        return Tensor(shape: shape, floats())
    }

    /// The samples with the last one repeated until their number is a multiple of `batch`.
    fileprivate func padded(toMultipleOf batch: Int) -> Tensor {
        let missing = (batch - shape[0] % batch) % batch
        guard missing > 0 else { return self }
        let bytesOfSample = data.byteCount / shape[0]
        let elements = TensorData(type: type, count: data.count / shape[0] * (shape[0] + missing)) { target in
            data.withUnsafeBytes { bytes in
                target.copyMemory(from: bytes)
                for start in stride(from: bytes.count, to: target.count, by: max(1, bytesOfSample)) {
                    UnsafeMutableRawBufferPointer(rebasing: target[start...])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.suffix(bytesOfSample)))
                }
            }
        }
        return Tensor(shape: [shape[0] + missing] + shape.dropFirst(), data: elements)
    }
}
