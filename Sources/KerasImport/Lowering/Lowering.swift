import ModelIR

/// Walks through a model's layers in an order in which each finds its inputs made, and lets them lower themselves.
final class Lowering {
    var graph: Graph
    /// The shapes that the first call of each layer makes, by the layer's path.
    private(set) var outputShapes: [String: [Shape]] = [:]

    private let weights: WeightTable
    /// Whether constants hold the weights; otherwise only their shapes are right.
    private let readsWeights: Bool
    private var constants: [String: ValueID] = [:]
    private var remainingCalls = 20_000

    private init(name: String, weights: WeightTable, readsWeights: Bool) {
        graph = Graph(name: name)
        self.weights = weights
        self.readsWeights = readsWeights
    }

    /// The graph of `model`, one layer after the other, and the shapes of the layers' results.
    ///
    /// Without `readsWeights` the constants are all zero and take no memory.
    static func lower(
        _ model: LayerGraph, weights: WeightTable, readsWeights: Bool
    ) throws(KerasError) -> (graph: Graph, outputShapes: [String: [Shape]]) {
        let lowering = Lowering(name: model.name, weights: weights, readsWeights: readsWeights)
        let inputs = try lowering.makeInputs(of: model)
        let outputs = try lowering.lower(model, inputs: inputs, call: "")
        lowering.graph.outputs = zip(model.outputs, outputs).map { Port(name: $0.name, value: $1) }
        return (lowering.graph, lowering.outputShapes)
    }

    private func makeInputs(of model: LayerGraph) throws(KerasError) -> [ValueID] {
        var values: [ValueID] = []
        for port in model.inputs {
            guard let layer = model.layers.first(where: { $0.name == port.reference.layer }),
                case .layer(let leaf) = layer.body, let input = leaf as? InputLayer
            else {
                throw KerasError(.badConfiguration, "is an input of the model, but no InputLayer", at: port.name)
            }
            values.append(try input.makeInput(named: port.name, layer: layer.path, in: &graph))
        }
        return values
    }

    /// The constant `name`, made where it does not exist yet.
    func constant(
        _ name: String, shape: [Int], _ elements: () throws(KerasError) -> TensorData
    ) throws(KerasError) -> ValueID {
        if let value = constants[name] { return value }
        let data =
            readsWeights ? try elements() : TensorData.untouchedZeros(count: shape.reduce(1, *))
        let value = graph.addConstant(name, shape: shape, data)
        constants[name] = value
        return value
    }
}

extension Lowering {
    /// A call that waits for the values it needs.
    private struct Frame {
        let layer: Int
        let call: Int
        var needs: ArraySlice<TensorReference>
    }

    /// What has become of a call.
    private enum State {
        case untouched
        case waiting
        case done([ValueID])
    }

    /// Lowers one call of `model`; `call` is its name, and empty for the outermost model.
    private func lower(_ model: LayerGraph, inputs: [ValueID], call: String) throws(KerasError) -> [ValueID] {
        var indices: [String: Int] = [:]
        for (index, layer) in model.layers.enumerated() { indices[layer.name] = index }
        var states = model.layers.map { [State](repeating: .untouched, count: max(1, $0.calls.count)) }
        for (port, value) in zip(model.inputs, inputs) {
            guard let index = indices[port.reference.layer] else { continue }
            states[index][0] = .done([value])
            record([value], of: model.layers[index])
        }

        func place(of reference: TensorReference) throws(KerasError) -> (layer: Int, call: Int) {
            guard let index = indices[reference.layer],
                case let number = reference.call - model.layers[index].firstCall, states[index].indices.contains(number)
            else {
                throw KerasError(
                    .badConfiguration, "call \(reference.call) of layer '\(reference.layer)' does not exist",
                    at: call.isEmpty ? model.name : call)
            }
            return (index, number)
        }
        func value(of reference: TensorReference) throws(KerasError) -> ValueID {
            let (layer, number) = try place(of: reference)
            guard case .done(let values) = states[layer][number], values.indices.contains(reference.output) else {
                throw KerasError(
                    .badConfiguration, "has no output \(reference.output)", at: model.layers[layer].path)
            }
            return values[reference.output]
        }

        // Calls stand in the file in an order in which they can be made, except those of shared layers: what a call
        // needs is made first, with a stack of our own because files can nest deeper than threads' stacks.
        for (layer, calls) in model.layers.map(\.calls).enumerated() {
            for number in calls.indices {
                var stack = [Frame(layer: layer, call: number, needs: calls[number].values[...])]
                while var frame = stack.popLast() {
                    if case .done = states[frame.layer][frame.call] { continue }
                    states[frame.layer][frame.call] = .waiting
                    if let reference = frame.needs.popFirst() {
                        let needed = try place(of: reference)
                        stack.append(frame)
                        switch states[needed.layer][needed.call] {
                        case .done: break
                        case .waiting:
                            throw KerasError(
                                .badConfiguration, "needs its own result", at: model.layers[needed.layer].path)
                        case .untouched:
                            let calls = model.layers[needed.layer].calls
                            guard calls.indices.contains(needed.call) else {
                                throw KerasError(
                                    .badConfiguration, "is used but never called", at: model.layers[needed.layer].path)
                            }
                            stack.append(
                                Frame(layer: needed.layer, call: needed.call, needs: calls[needed.call].values[...]))
                        }
                        continue
                    }
                    let layer = model.layers[frame.layer]
                    let resolved = try layer.calls[frame.call].map(value(of:))
                    states[frame.layer][frame.call] = .done(
                        try lower(layer, resolved, number: frame.call, outerCall: call))
                }
            }
        }
        var outputs: [ValueID] = []
        for port in model.outputs { outputs.append(try value(of: port.reference)) }
        return outputs
    }

    /// Lowers call number `number`, counted from 0, of a layer.
    private func lower(
        _ layer: LayerGraph.Layer, _ call: Call<ValueID>, number: Int, outerCall: String
    ) throws(KerasError) -> [ValueID] {
        remainingCalls -= 1
        guard remainingCalls > 0 else {
            throw KerasError(.badConfiguration, "the model calls its layers implausibly often", at: layer.path)
        }
        let name = layer.name + (number == 0 ? "" : "#\(number + 1)")
        let callName = outerCall.isEmpty ? name : "\(outerCall)/\(name)"
        switch layer.body {
        case .model(let model):
            return try lower(model, inputs: try bind(call, to: model, of: layer), call: callName)
        case .layer(let leaf):
            let context = LayerContext(
                layer: layer.path, call: callName, weights: weights[layer.path], lowering: self)
            let firstNewValue = graph.values.count
            let results = try leaf.lower(call, in: context)
            for (index, value) in results.enumerated() where value.index >= firstNewValue {
                graph[value].name = index == 0 ? callName : "\(callName):\(index)"
            }
            record(results, of: layer)
            return results
        }
    }

    /// The values of a call in the order of the nested model's inputs.
    private func bind(
        _ call: Call<ValueID>, to model: LayerGraph, of layer: LayerGraph.Layer
    ) throws(KerasError) -> [ValueID] {
        var values = call.values
        if case .dictionary(let items)? = call.positional.first, call.positional.count == 1 {
            let byName = Dictionary(items.map { ($0.key, $0.value.values) }) { _, last in last }
            let named = model.inputs.compactMap { byName[$0.name]?.first }
            if named.count == model.inputs.count { values = named }
        }
        guard values.count == model.inputs.count else {
            throw KerasError(
                .badConfiguration, "has \(model.inputs.count) inputs but is called with \(values.count)", at: layer.path
            )
        }
        return values
    }

    private func record(_ values: [ValueID], of layer: LayerGraph.Layer) {
        if outputShapes[layer.path] == nil { outputShapes[layer.path] = values.map { graph[$0].shape } }
    }
}
