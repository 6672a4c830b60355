import HDF5Format
import ModelIR

/// The weights of a model in its file, by layer and name.
struct WeightTable: Sendable {
    /// By the layer's path, then by the name that Keras 2 and 3 give the weight.
    private var weights: [String: [String: Weight]] = [:]
    /// By the layer's path, in Keras's order.
    private var ordered: [String: [Weight]] = [:]
    /// The paths of layers that have the weights of another layer, because they are the same one.
    private var sharing: Set<String> = []

    /// Names of weights that hold the state of random generators; layers do not list them.
    private static let generatorStates: Set<String> = ["seed_generator_state", "StateVar"]

    /// A table of nothing.
    init() {}

    /// Finds every weight that the layers of `model` declare.
    init(of model: LayerGraph, in file: KerasFile) throws(KerasError) {
        switch file.layout {
        case .byName: try self.init(of: model, byNameIn: file.root, kerasGeneration: file.generation)
        case .byClass: try self.init(of: model, byClassIn: file.root, kerasGeneration: file.generation)
        }
    }

    /// Finds the weights of `model` in a file whose groups list them.
    ///
    /// As Keras does: each layer of the outermost model has a group under its own name, whose attribute `weight_names`
    /// lists its weights in the order of the layer's `weights`; a nested model's group has the weights of all its
    /// layers, trainable ones first.
    init(of model: LayerGraph, byNameIn root: HDF5Group, kerasGeneration: Int) throws(KerasError) {
        let group = try WeightTable.group(in: root)
        guard let layerNames = try WeightTable.layerNames(in: root) else {
            throw KerasError(.missingWeights, "the file has no list of layers with weights ('layer_names')")
        }
        try find(
            weightsOf: model, isTrainable: true, in: group, stored: Set(layerNames), kerasGeneration: kerasGeneration)
    }

    /// The names of the layers whose weights a file has, in order; nil where it has no such list.
    static func layerNames(in root: HDF5Group) throws(KerasError) -> [String]? {
        let group = try group(in: root)
        return try reading { () throws(HDF5Error) in try group.splitStrings("layer_names") }
    }

    /// The group of weights, which is the file itself where it holds nothing else.
    static func group(in root: HDF5Group) throws(KerasError) -> HDF5Group {
        try reading { () throws(HDF5Error) in
            try root.contains("model_weights") ? try root.group("model_weights") : root
        }
    }

    private mutating func find(
        weightsOf model: LayerGraph, isTrainable outer: Bool, in group: HDF5Group, stored: Set<String>,
        kerasGeneration: Int
    ) throws(KerasError) {
        let isTrainable = outer && model.isTrainable
        for layer in model.layers {
            let slots = Slots(of: layer, isTrainable: isTrainable, kerasGeneration: kerasGeneration).all
            guard !slots.isEmpty else { continue }
            let isListed = stored.contains(layer.name)
            guard isListed, try reading({ () throws(HDF5Error) in try group.contains(layer.name) }) else {
                // Keras 1 spread the layers of a Sequential inside of another over the file.
                if case .model(let inner) = layer.body, kerasGeneration == 1 {
                    try find(
                        weightsOf: inner, isTrainable: isTrainable, in: group, stored: stored,
                        kerasGeneration: kerasGeneration)
                    continue
                }
                throw KerasError(.missingWeights, "its weights are not in the file", at: layer.path)
            }
            let weights = try reading { () throws(HDF5Error) in try group.group(layer.name) }
            try assign(slots, from: weights, to: layer)
        }
    }

    /// The weights of the layer at `path`, by name.
    subscript(path: String) -> [String: Weight] { weights[path] ?? [:] }

    /// The weights of the layer at `path` in Keras's order.
    func ordered(of path: String) -> [Weight] { ordered[path] ?? [] }

    /// The elements of all weights.
    var parameters: ParameterCount {
        var count = ParameterCount(total: 0, trainable: 0)
        for weight in ordered.filter({ !sharing.contains($0.key) }).values.joined() {
            count.total += weight.dataset.count
            if weight.isTrainable { count.trainable += weight.dataset.count }
        }
        return count
    }

    private mutating func assign(
        _ slots: [Slots.Slot], from group: HDF5Group, to layer: LayerGraph.Layer
    ) throws(KerasError) {
        let listed = try reading { () throws(HDF5Error) in try group.splitStrings("weight_names") ?? [] }
        let names = listed.filter { name in
            !WeightTable.generatorStates.contains(WeightTable.baseName(name))
        }
        guard names.count == slots.count else {
            throw KerasError(
                .missingWeights,
                "it needs \(WeightTable.list(slots.map(\.declaration.name))), but the file has "
                    + WeightTable.list(names), at: layer.path)
        }
        for (path, stored) in Dictionary(grouping: zip(slots, names), by: \.0.layer) {
            var found: [Weight] = []
            for (slot, name) in WeightTable.pair(stored.map(\.0), with: stored.map(\.1)) {
                guard try reading({ () throws(HDF5Error) in try group.contains(name) }) else {
                    throw KerasError(.missingWeights, "its weight '\(name)' is listed but not in the file", at: path)
                }
                found.append(
                    Weight(
                        layer: path, name: slot.declaration.name, isTrainable: slot.isTrainable,
                        dataset: try reading { () throws(HDF5Error) in try group.dataset(name) }))
            }
            set(found, of: path)
        }
    }

    /// Lets `found` be the weights of the layer at `path`.
    mutating func set(_ found: [Weight], of path: String) {
        ordered[path] = found
        weights[path] = Dictionary(found.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The declared weights of one layer with their names in the file: by name where the names agree, else in order.
    private static func pair(_ slots: [Slots.Slot], with names: [String]) -> [(Slots.Slot, String)] {
        let byName = Dictionary(names.map { (baseName($0), $0) }) { first, _ in first }
        let found = slots.compactMap { slot in byName[slot.declaration.name].map { (slot, $0) } }
        return found.count == slots.count ? found : Array(zip(slots, names))
    }

    /// `kernel` for `inner/conv/kernel:0`.
    private static func baseName(_ name: String) -> String {
        let last = name.split(separator: "/").last ?? ""
        return String(last.prefix { $0 != ":" })
    }

    /// Lets the layer at `path` have the weights of the one at `first`, which is the same layer; they count once.
    mutating func share(_ first: String, with path: String) {
        set(ordered(of: first), of: path)
        sharing.insert(path)
    }

    /// `names` and how many they are, for messages.
    static func list(_ names: [String]) -> String {
        guard !names.isEmpty else { return "no weights" }
        let listed = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
        return "\(names.count) weight\(names.count == 1 ? "" : "s") (\(listed))"
    }
}

/// The places for weights that a layer of the outermost model has, in the order in which Keras stores them.
private struct Slots {
    struct Slot {
        let layer: String
        let declaration: WeightDeclaration
        let isTrainable: Bool
    }

    var trainable: [Slot] = []
    var other: [Slot] = []

    var all: [Slot] { trainable + other }

    /// Follows `_legacy_weights` of Keras: trainable weights first, then the others; a layer or model that is frozen
    /// has no trainable ones.
    init(of layer: LayerGraph.Layer, isTrainable outer: Bool, kerasGeneration: Int) {
        var isTrainable = outer && layer.isTrainable
        switch layer.body {
        case .layer(let leaf):
            let slots = leaf.weights.map {
                Slot(layer: layer.path, declaration: $0, isTrainable: isTrainable && $0.isTrainable)
            }
            if layer.isTrainable {
                trainable = slots.filter(\.declaration.isTrainable)
                other = slots.filter { !$0.declaration.isTrainable }
            } else {
                other = slots
            }
        case .model(let model):
            isTrainable = isTrainable && model.isTrainable
            let parts = model.layers.map { Slots(of: $0, isTrainable: isTrainable, kerasGeneration: kerasGeneration) }
            let (inner, others) = (parts.flatMap(\.trainable), parts.flatMap(\.other))
            if model.isTrainable {
                (trainable, other) = (inner, others)
            } else {
                // Keras 3 keeps the order of the layers here.
                other = kerasGeneration >= 3 ? parts.flatMap(\.all) : inner + others
            }
        }
    }
}
