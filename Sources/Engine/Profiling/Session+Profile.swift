import ModelIR

extension Session {
    /// Times each step of ``invoke()``, in the order in which they run.
    ///
    /// - Parameters:
    ///   - runs: how many runs of the whole model each median is made of.
    ///   - warmup: runs before them.
    package func profile(runs: Int, warmup: Int = 1) -> [StepProfile] {
        precondition(runs > 0)
        keepWeights()
        guard let plan = presentPlan else { return [] }
        let clock = ContinuousClock()
        var times = Array(repeating: [Duration](), count: plan.stages.count)
        for stage in times.indices { times[stage].reserveCapacity(runs) }
        for round in 0..<warmup + runs {
            for (index, stage) in plan.stages.enumerated() {
                let start = clock.now
                for step in stage.steps { run(plan.steps[step]) }
                let time = clock.now - start
                if round >= warmup { times[index].append(time) }
            }
        }
        let nodes = FusedNodes(program)
        return zip(plan.stages, times).map { stage, times in
            StepProfile(
                stage.operation, nodes.nodes(of: stage.operation), in: program.graph, batch: plan.batch,
                milliseconds: times.sorted()[times.count / 2] / .milliseconds(1))
        }
    }
}

/// Finds the nodes of a graph that an operation stands for, whatever has been merged into it.
private struct FusedNodes {
    private let program: Program
    private var makers: [ValueID: Int] = [:]
    /// What comes out of operations: where one ends, no other goes on.
    private let results: Set<ValueID>

    init(_ program: Program) {
        self.program = program
        results = Set(program.operations.flatMap(\.outputs).map { program.signedValues[$0] ?? $0 })
        for (index, node) in program.graph.nodes.enumerated() {
            for output in node.outputs { makers[output] = index }
        }
    }

    /// In the order of the graph; empty where the operation is none of the graph's own.
    func nodes(of operation: Operation) -> [Node] {
        let inputs = Set(operation.inputs.map { program.signedValues[$0] ?? $0 })
        var found: Set<Int> = []
        var open = operation.outputs.map { program.signedValues[$0] ?? $0 }.filter { !inputs.contains($0) }
        while let value = open.popLast() {
            guard let index = makers[value], found.insert(index).inserted else { continue }
            open += program.graph.nodes[index].inputs.filter {
                !inputs.contains($0) && !results.contains($0) && !program.graph[$0].isConstant
            }
        }
        return found.sorted().map { program.graph.nodes[$0] }
    }
}

extension StepProfile {
    fileprivate init(_ operation: Operation, _ nodes: [Node], in graph: Graph, batch: Int, milliseconds: Double) {
        func shape(_ value: ValueID) -> Shape { graph[value].shape.resolved(batch: batch) }
        func byteCount(_ value: ValueID) -> Int {
            graph[value].data?.byteCount ?? shape(value).elementCount * graph[value].type.byteCount
        }
        let work = nodes.map { node in
            node.op.payload.multiplyAccumulates(inputs: node.inputs.map(shape), outputs: node.outputs.map(shape))
        }
        let main = work.indices.max { (work[$0], $1) < (work[$1], $0) } ?? 0
        let layers = nodes.map(\.layer)
        self.init(
            layer: layers.isEmpty ? operation.layer : layers[main],
            operators: nodes.isEmpty ? [operation.name] : nodes.map(\.op.name), mainOperator: main,
            kernel: nodes.isEmpty ? nil : nodes[main].kernelSize(in: graph),
            type: graph[operation.inputs.first ?? operation.outputs[0]].type,
            shape: operation.outputs.first.map { shape($0).dimensions } ?? [], milliseconds: milliseconds,
            multiplyAccumulates: work.reduce(0, +),
            bytesMoved: Set(operation.inputs + operation.outputs).reduce(0) { $0 + byteCount($1) })
    }
}

extension Node {
    fileprivate func kernelSize(in graph: Graph) -> Pair? {
        guard op.convolutionWindow != nil else { return nil }
        let kernel = graph[inputs[1]].shape
        return Pair(height: kernel[1], width: kernel[2])
    }
}
