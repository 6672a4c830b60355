import ModelIR

/// A program made ready to run at one batch size: steps in order and the memory of every value.
final class Plan {
    let batch: Int
    /// Runs of the steps in this order compute the outputs from the inputs.
    let steps: [Step]
    /// Which steps compute which values, in order; values that are others under another shape stand beside them.
    private(set) var stages: [Stage] = []
    /// Bytes of memory for the values that are computed.
    var byteCount: Int { arena.bytes.count }

    /// Bytes that constants will take when they are kept, of a plan that does not keep them.
    var keptByteCount: Int {
        let copies = PackedConstants.byteCountOfCopies(in: program.graph) + constants.byteCountReadInPlace
        return stages.reduce(copies) { sum, stage in stage.packings.reduce(sum) { $0 + $1.placeByteCount } }
    }

    /// Inputs under other shapes.
    private(set) var viewsOfInputs: [ValueID] = []
    /// What ``Session/observe(_:samples:_:)`` shows.
    private(set) lazy var shownValues = ShownValues(of: self, in: program.graph)

    /// What the steps point into.
    let constants: PackedConstants
    private let layout: MemoryPlanner
    private let arena: Arena
    private let program: Program
    private var pointers: [ValueID: UnsafeMutableRawPointer] = [:]

    /// - Parameters:
    ///   - keepsAll: whether every value keeps memory of its own to the end.
    ///   - former: a plan of the same program and batch whose memory this one takes over, with what is in it.
    init(_ lowering: Lowering, keepsAll: Bool, inPlaceOf former: Plan? = nil) throws(EngineError) {
        batch = lowering.batch
        program = lowering.program
        constants = lowering.constants
        let graph = program.graph
        let draft = try PlanDraft(lowering, keepsAll: keepsAll)
        let (buffers, layout) = (draft.buffers, draft.layout)
        precondition(former.map { $0.layout.offsets == layout.offsets } ?? true, "one program has one layout")
        self.layout = layout
        arena = former?.arena ?? Arena(byteCount: layout.byteCount)
        guard let base = arena.bytes.baseAddress else { preconditionFailure("an arena is never empty") }
        for (index, value) in graph.values.enumerated() {
            let id = ValueID(index)
            if value.isConstant {
                // Nothing writes through the pointer.
                pointers[id] = UnsafeMutableRawPointer(mutating: constants.place(of: id, in: graph)) ?? base
            } else if let request = buffers.request(of: id) {
                pointers[id] = base + layout.offsets[request]
            }
        }
        var steps: [Step] = []
        for (index, plan) in draft.plans.enumerated() {
            var places: [ValueID: UnsafeMutableRawPointer] = [:]
            for value in plan.inputs + plan.outputs { places[value] = pointers[value] }
            let scratch = buffers.scratchRequest(of: index).map { base + layout.offsets[$0] } ?? base
            let bound = plan.bind(Placement(pointers: places, scratch: scratch))
            stages.append(
                Stage(
                    operation: draft.operations[index], packings: plan.packings,
                    steps: steps.count..<steps.count + bound.count, values: plan.outputs))
            steps += bound
        }
        self.steps = steps
        let views = draft.aliases.views
        viewsOfInputs = graph.inputs.flatMap { views[$0.value] ?? [] }
        for index in stages.indices { stages[index].values += stages[index].values.flatMap { views[$0] ?? [] } }
    }

    /// The bytes of a value; nil where it was fused away.
    func bytes(of value: ValueID) -> UnsafeMutableRawBufferPointer? {
        guard let pointer = pointers[value] else { return nil }
        let shape = program.graph[value].shape.resolved(batch: batch)
        return UnsafeMutableRawBufferPointer(
            start: pointer, count: shape.elementCount * program.graph[value].type.byteCount)
    }
}

/// The steps of one operation in a plan.
struct Stage {
    let operation: Operation
    /// What must be written before the steps run; empty where it is written for the whole session at once.
    let packings: [Packing]
    var steps: Range<Int>
    /// The values that exist when the steps have run and did not before.
    var values: [ValueID]
}

/// What a plan computes and where, before it takes any memory for them.
struct PlanDraft {
    private(set) var plans: [StepPlan] = []
    /// The operation of each of `plans`.
    private(set) var operations: [Operation] = []
    fileprivate var aliases: Aliases
    fileprivate let buffers: Buffers
    /// The place of each buffer.
    let layout: MemoryPlanner

    init(_ lowering: Lowering, keepsAll: Bool) throws(EngineError) {
        let graph = lowering.program.graph
        for value in graph.values {
            _ = try checkedByteCount(
                value.shape.resolved(batch: lowering.batch).dimensions, value.type, of: value.name)
        }
        aliases = Aliases(count: graph.values.count)
        for operation in lowering.program.operations {
            if operation.isAlias, !lowering.isConstant(operation.inputs[0]) {
                aliases.join(operation.outputs[0], to: operation.inputs[0])
            } else {
                lowering.constants.startOperation()
                var plan = try lowering.plan(operation)
                plan.packings = lowering.constants.packingsOfOperation()
                plans.append(plan)
                operations.append(operation)
            }
        }
        buffers = Buffers(lowering.program, lowering, aliases, plans, keepsAll: keepsAll)
        layout = try MemoryPlanner(buffers.requests, isForHalves: lowering.threadCount == 2)
    }
}

extension Operation {
    /// Whether the output is the input under another shape.
    fileprivate var isAlias: Bool {
        switch kind {
        case .node(.reshape), .node(.squeeze), .node(.expandDims): true
        default: false
        }
    }
}

/// Values that are one and the same memory.
private struct Aliases {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    /// The value that stands for all that share its memory.
    func root(_ value: ValueID) -> ValueID {
        var index = value.index
        while parents[index] != index { index = parents[index] }
        return ValueID(index)
    }

    /// The values that share the memory of each root, the root itself aside.
    var views: [ValueID: [ValueID]] {
        var views: [ValueID: [ValueID]] = [:]
        for index in parents.indices where parents[index] != index {
            views[root(ValueID(index)), default: []].append(ValueID(index))
        }
        return views
    }

    mutating func join(_ value: ValueID, to other: ValueID) { parents[root(value).index] = root(other).index }
}

/// Which values share a buffer, and when each buffer is needed.
private struct Buffers {
    private(set) var requests: [MemoryRequest] = []
    private var aliases: Aliases
    /// The request of each root value.
    private var requestOfRoot: [ValueID: Int] = [:]
    private var scratch: [Int?] = []

    init(_ program: Program, _ lowering: Lowering, _ aliases: Aliases, _ plans: [StepPlan], keepsAll: Bool) {
        self.aliases = aliases
        let graph = program.graph
        let end = plans.count
        var lastUse: [ValueID: Int] = [:]
        for (index, plan) in plans.enumerated() {
            for value in plan.inputs { lastUse[aliases.root(value)] = index }
        }
        // What comes in stays as it is, so that the same inputs can be run again; what goes out is read at the end.
        var isPinned = Set<ValueID>()
        for port in graph.inputs + graph.outputs { isPinned.insert(aliases.root(port.value)) }

        func byteCount(_ value: ValueID) -> Int { lowering.elementCount(value) * lowering.type(value).byteCount }
        func isNeverOverwritten(_ root: ValueID) -> Bool {
            keepsAll || isPinned.contains(root) || lowering.isConstant(root)
        }

        for port in graph.inputs where requestOfRoot[aliases.root(port.value)] == nil {
            requestOfRoot[aliases.root(port.value)] = requests.count
            requests.append(MemoryRequest(byteCount: byteCount(port.value), steps: 0...end))
        }
        for (index, plan) in plans.enumerated() {
            for output in plan.outputs {
                let root = aliases.root(output)
                let last = keepsAll || isPinned.contains(root) ? end : max(lastUse[root] ?? index, index)
                // The memory of an input that nobody reads afterwards can take the result; not if the step reads it in
                // another way as well.
                let others = plan.inputs.filter { !plan.overwritable.contains($0) }.map(aliases.root)
                if output == plan.outputs[0],
                    let victim = plan.overwritable.map(aliases.root).first(where: {
                        !isNeverOverwritten($0) && lastUse[$0] == index && byteCount($0) == byteCount(output)
                            && !others.contains($0)
                    }), let request = requestOfRoot[victim]
                {
                    requestOfRoot[root] = request
                    requests[request].steps = requests[request].steps.lowerBound...last
                } else {
                    requestOfRoot[root] = requests.count
                    requests.append(MemoryRequest(byteCount: byteCount(output), steps: index...last))
                }
            }
            if plan.scratchByteCount > 0 {
                scratch.append(requests.count)
                requests.append(MemoryRequest(byteCount: plan.scratchByteCount, steps: index...index))
            } else {
                scratch.append(nil)
            }
        }
    }

    func request(of value: ValueID) -> Int? { requestOfRoot[aliases.root(value)] }

    func scratchRequest(of step: Int) -> Int? { scratch[step] }
}
