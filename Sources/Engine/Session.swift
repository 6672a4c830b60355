import CKernels
import ModelIR

/// A model made ready to run on this machine: weights laid out for its kernels, memory and threads of its own.
///
/// Make a session once and run it often. One session runs one thing at a time and is not shared between threads; make
/// several of one ``Model`` to run it on several threads of your own. The numbers do not depend on the number of threads.
///
/// The first run lays out the weights of one layer at a time, in memory that all layers share, so that its result comes
/// soonest; the second lays out all of them for good, unless ``keepWeights()`` has. The numbers are the same.
///
/// ```swift
/// let session = try Session(model: model, threads: 2)
/// let outputs = try session.run(["image": Tensor(shape: [3, 48, 48, 3], pixels)])
/// ```
public final class Session {
    /// What ``run(_:)`` takes.
    public let inputs: [TensorDescription]
    /// What ``run(_:)`` gives.
    public let outputs: [TensorDescription]
    /// Threads that share the work, the caller's included.
    public var threads: Int { pool.threadCount }
    /// The instruction set of the kernels, `avx512` or `scalar` for example.
    public let instructionSet: String

    let program: Program
    let keepsIntermediates: Bool
    let pool: ThreadPool
    private let kernels: UnsafePointer<qk_kernels>
    /// The weights that are kept for all runs but the first.
    let constants: PackedConstants
    /// Whether there are any. Plans made before have weights of their own for a single run.
    private var keepsConstants: Bool
    /// Whether anything was run while weights were not kept.
    private var isUsed = false
    /// Plans by batch, the one used last at the end.
    private var plans: [Plan] = []
    /// The plan that ``invoke()`` runs.
    var presentPlan: Plan? { plans.last }

    /// Plans that are kept for runs with other batches.
    private static let plansKept = 4
    /// Steps with a lower cost are faster on one thread.
    private static let costOfSharing = 40_000

    /// Plans `model` for this machine.
    ///
    /// - Parameters:
    ///   - threads: how many threads share the work, 1 to 256.
    ///   - batch: how many samples to plan memory for; runs with any other number are planned when they come.
    ///   - keepsIntermediates: whether each value that the model computes is kept and given by ``run(_:)``, too. Nothing
    ///     is fused then, so that it takes more memory and time.
    ///   - usesPortableKernels: whether to leave the processor's vector instructions aside.
    public convenience init(
        model: Model, threads: Int = 1, batch: Int = 1, keepsIntermediates: Bool = false,
        usesPortableKernels: Bool = false
    ) throws(EngineError) {
        guard (1...256).contains(threads) else {
            throw EngineError(.badOption, "the number of threads must be from 1 to 256, not \(threads)")
        }
        guard batch > 0 else { throw EngineError(.badOption, "the batch must be at least 1, not \(batch)") }
        try self.init(
            program: Program(model, fusion: keepsIntermediates ? .none : .full), inputs: model.inputs,
            outputs: model.outputs,
            pool: ThreadPool(threadCount: threads), keepsIntermediates: keepsIntermediates,
            kernels: usesPortableKernels ? qk_kernels_scalar() : qk_kernels_best())
        try resize(batch: batch)
    }

    /// The instruction sets of kernels that this processor runs, the portable one first and the best last.
    package static var instructionSets: [String] {
        var names: [String] = []
        while let table = qk_kernels_at(names.count) { names.append(String(cString: table.pointee.instruction_set)) }
        return names
    }

    /// A session with the kernels of one of ``instructionSets``.
    package convenience init(model: Model, threads: Int = 1, instructionSet: String) throws(EngineError) {
        guard let index = Self.instructionSets.firstIndex(of: instructionSet), let kernels = qk_kernels_at(index) else {
            throw EngineError(.badOption, "this processor has no kernels named '\(instructionSet)'")
        }
        try self.init(
            program: Program(model, fusion: .full), inputs: model.inputs, outputs: model.outputs,
            pool: ThreadPool(threadCount: threads), keepsIntermediates: false, kernels: kernels)
        try resize(batch: 1)
    }

    /// A session of a program without inputs, to compute constants.
    convenience init(program: Program) throws(EngineError) {
        try self.init(
            program: program, inputs: [],
            outputs: program.graph.outputs.map { TensorDescription(port: $0, in: program.graph) },
            pool: ThreadPool(threadCount: 1), keepsIntermediates: false, kernels: qk_kernels_best())
    }

    /// - Parameters:
    ///   - keepsConstants: whether weights are kept from the beginning, for many runs.
    ///   - constants: packed weights of another session of the same program, used in place of own ones.
    init(
        program: Program, inputs: [TensorDescription], outputs: [TensorDescription], pool: ThreadPool,
        keepsIntermediates: Bool, kernels: UnsafePointer<qk_kernels>, keepsConstants: Bool = false,
        constants: PackedConstants? = nil
    ) throws(EngineError) {
        self.program = program
        self.inputs = inputs
        self.outputs = outputs
        self.pool = pool
        self.keepsIntermediates = keepsIntermediates
        self.kernels = kernels
        instructionSet = String(cString: kernels.pointee.instruction_set)
        self.keepsConstants = keepsConstants
        self.constants = constants ?? PackedConstants(program.graph, kernels: kernels)
    }
}

extension Session {
    /// The batch that ``invoke()`` computes and ``withInput(_:_:)`` and ``withOutput(_:_:)`` show.
    public var batch: Int { presentPlan?.batch ?? 1 }

    /// Bytes of memory that the values of one run at the present batch take, weights aside.
    public var arenaByteCount: Int { presentPlan?.byteCount ?? 0 }

    /// Bytes of memory that weights take in the layout of the kernels, beside those in the file; 0 as long as they are
    /// not kept.
    package var packedByteCount: Int { constants.byteCount }

    /// Makes ``invoke()`` compute another number of samples. What inputs held before is lost.
    public func resize(batch: Int) throws(EngineError) { _ = try plan(batch: batch) }

    /// The plan for a batch, made now or before, which becomes the present one.
    func plan(batch: Int) throws(EngineError) -> Plan {
        if let index = plans.firstIndex(where: { $0.batch == batch }) {
            let plan = plans.remove(at: index)
            plans.append(plan)
            return plan
        }
        if batch != 1, !inputs.isEmpty, !inputs.contains(where: \.isBatchFree) {
            throw EngineError(.badInput, "the model's batch is fixed, so that it cannot run \(batch) samples at once")
        }
        defer { if keepsConstants { constants.fill(on: pool) } else { program.graph.giveUpPages() } }
        let plan = try Plan(lowering(batch: batch), keepsAll: keepsIntermediates)
        plans.append(plan)
        if plans.count > Self.plansKept { plans.removeFirst() }
        return plan
    }

    private func lowering(batch: Int) -> Lowering {
        Lowering(
            program: program, batch: batch, kernels: kernels, threadCount: pool.threadCount,
            constants: keepsConstants
                ? constants : PackedConstants(program.graph, kernels: kernels, lifetime: .operation))
    }

    /// Lays out the weights of all layers for good, which the second run does otherwise.
    ///
    /// Call it where the first run should not be followed by a slower one.
    public func keepWeights() {
        guard !keepsConstants else { return }
        keepsConstants = true
        constants.reserve(byteCount: presentPlan?.keptByteCount ?? 0)
        do throws(EngineError) {
            for index in plans.indices {
                plans[index] = try Plan(
                    lowering(batch: plans[index].batch), keepsAll: keepsIntermediates, inPlaceOf: plans[index])
            }
        } catch {
            preconditionFailure("what was planned before can be planned again: \(error)")
        }
        constants.fill(on: pool)
    }

    /// Computes the outputs from what the inputs hold, which stays as it is.
    ///
    /// Allocates nothing after the first two runs. With ``withInput(_:_:)`` and ``withOutput(_:_:)`` this is the fast way
    /// to run a model often.
    public func invoke() {
        prepareRun()
        guard let plan = presentPlan else { return }
        withExtendedLifetime(self) {
            guard !keepsConstants else {
                for index in plan.steps.indices { run(plan.steps[index]) }
                return
            }
            isUsed = true
            for stage in plan.stages {
                plan.constants.write(stage.packings, on: pool)
                for index in stage.steps { run(plan.steps[index]) }
            }
            program.graph.giveUpPages()
        }
    }

    /// Sees to it that weights are kept from the second run on.
    func prepareRun() {
        if isUsed { keepWeights() }
    }

    /// - Parameter step: borrowed, because counting references to what threads share takes longer than some steps.
    func run(_ step: borrowing Step) {
        if step.cost < Self.costOfSharing {
            step.work.compute(0..<step.unitCount, worker: 0)
        } else {
            pool.run(unitCount: step.unitCount, hasCostlyPieces: step.hasCostlyPieces, step.work)
        }
    }

    /// The memory of an input at the present batch, to be written before ``invoke()``: elements in row-major order.
    public func withInput<Result, Failure: Error>(
        _ index: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = presentPlan?.bytes(of: program.graph.inputs[index].value)
        defer { withExtendedLifetime(self) {} }
        return try body(bytes ?? UnsafeMutableRawBufferPointer(start: nil, count: 0))
    }

    /// The memory of an output at the present batch, valid until the next ``invoke()``.
    public func withOutput<Result, Failure: Error>(
        _ index: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = presentPlan?.bytes(of: program.graph.outputs[index].value)
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeRawBufferPointer(bytes ?? UnsafeMutableRawBufferPointer(start: nil, count: 0)))
    }
}
