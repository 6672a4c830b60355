import HDF5Format
import ModelIR

extension WeightTable {
    /// Finds the weights of `model` in a file of weights whose groups are numbered class by class, as `.keras` files have
    /// it inside.
    ///
    /// The layers of a model have groups in `layers`, named after their classes: `dense`, `dense_1` and so on, in the order
    /// of the model. A layer's weights are `vars/0`, `vars/1` and so on, trainable ones first; a nested model's group has
    /// `layers` again. A layer that several models share is stored where Keras met it first.
    init(of model: LayerGraph, byClassIn root: HDF5Group, kerasGeneration: Int) throws(KerasError) {
        self.init()
        var finder = ClassWeightFinder(root: root, countsShared: kerasGeneration >= 3)
        try finder.find(weightsOf: model, isTrainable: true, at: [], for: &self)
    }
}

/// Walks through a model as Keras did when it numbered the groups.
private struct ClassWeightFinder {
    let root: HDF5Group
    /// Whether the numbers count layers that are stored elsewhere. Keras 2 leaves them out, so that only the configuration
    /// tells which those are; with Keras 3 their groups are missing.
    let countsShared: Bool
    /// The path of the first layer of each name and class that is not known by a number.
    private var pathsByName: [[String]: String] = [:]
    /// The path of the first layer for each number that Keras gives to shared layers.
    private var pathsByObject: [Int: String] = [:]

    init(root: HDF5Group, countsShared: Bool) {
        self.root = root
        self.countsShared = countsShared
    }

    /// - Parameter steps: the names of the groups of the models around `model`.
    mutating func find(
        weightsOf model: LayerGraph, isTrainable outer: Bool, at steps: [String], for table: inout WeightTable
    ) throws(KerasError) {
        let isTrainable = outer && model.isTrainable
        var counts: [String: Int] = [:]
        for layer in model.layers {
            if !countsShared, let first = known(layer) {
                ClassWeightFinder.share(first, with: layer, in: &table)
                continue
            }
            let group = ClassGroups.name(of: layer.className)
            let number = counts[group, default: 0]
            counts[group] = number + 1
            let layerSteps = steps + [number == 0 ? group : "\(group)_\(number)"]
            switch layer.body {
            case .model(let inner):
                try find(weightsOf: inner, isTrainable: isTrainable, at: layerSteps, for: &table)
            case .layer(let leaf) where !leaf.weights.isEmpty:
                try assign(
                    leaf.weights, of: layer, isTrainable: isTrainable && layer.isTrainable, at: layerSteps, for: &table)
            case .layer: break
            }
            remember(layer)
        }
    }

    /// The path of the layer that `layer` is by the configuration; nil for the first of its kind.
    ///
    /// Where the first one stands in a nested model, tf.keras forgets to say its number; it has the same name.
    private func known(_ layer: LayerGraph.Layer) -> String? {
        guard let object = layer.sharedObject else { return nil }
        return pathsByObject[object] ?? pathsByName[[layer.name, layer.className]]
    }

    private mutating func remember(_ layer: LayerGraph.Layer) {
        if let object = layer.sharedObject, pathsByObject[object] == nil { pathsByObject[object] = layer.path }
        let name = [layer.name, layer.className]
        if pathsByName[name] == nil { pathsByName[name] = layer.path }
    }

    /// Gives `layer` the weights of the layer or model at `first`.
    private static func share(_ first: String, with layer: LayerGraph.Layer, in table: inout WeightTable) {
        switch layer.body {
        case .layer(let leaf): if !leaf.weights.isEmpty { table.share(first, with: layer.path) }
        case .model(let model):
            for inner in model.layers { share("\(first)/\(inner.name)", with: inner, in: &table) }
        }
    }

    private func assign(
        _ declarations: [WeightDeclaration], of layer: LayerGraph.Layer, isTrainable: Bool, at steps: [String],
        for table: inout WeightTable
    ) throws(KerasError) {
        guard let group = try reading({ () throws(HDF5Error) in try ClassGroups.variables(at: steps, in: root) }) else {
            // Keras gives no name twice unless it is asked to.
            if countsShared, let first = pathsByName[[layer.name, layer.className]],
                table.ordered(of: first).map(\.name) == declarations.map(\.name)
            {
                table.share(first, with: layer.path)
                return
            }
            throw KerasError(
                .missingWeights, "its weights are not in the file (\(ClassGroups.description(of: steps)))",
                at: layer.path)
        }
        let names = try reading { () throws(HDF5Error) in try group.memberNames() }
        guard names.count == declarations.count else {
            throw KerasError(
                .missingWeights,
                "it needs \(WeightTable.list(declarations.map(\.name))), but the file has \(WeightTable.list(names))",
                at: layer.path)
        }
        var found: [Weight] = []
        for (index, declaration) in declarations.enumerated() {
            found.append(
                Weight(
                    layer: layer.path, name: declaration.name, isTrainable: isTrainable && declaration.isTrainable,
                    dataset: try reading { () throws(HDF5Error) in try group.dataset("\(index)") }))
        }
        table.set(found, of: layer.path)
    }
}
