import HDF5Format
import JSONFormat
package import ModelIR

/// What a Keras file lists, whether its layers are understood or not: the outermost layers' names and classes, and
/// their weights.
package struct KerasListing: Sendable {
    package struct Layer: Sendable {
        package let name: String
        /// Nil where the file has weights only.
        package let className: String?
        package let weights: [Weight]
    }

    package struct Weight: Sendable {
        /// As it is in the file: `conv/kernel:0`.
        package let name: String
        package let shape: [Int]
        /// The type in the file.
        package let type: ElementType

        fileprivate let dataset: HDF5Dataset

        /// Reads the elements, converted to float32, in row-major order.
        package func read() throws(KerasError) -> TensorData {
            try reading { () throws(HDF5Error) in try dataset.read(as: .float32) }
        }
    }

    /// The model's name; nil where the file has weights only.
    package let name: String?
    /// Whether the file is an archive (`.keras`) and not HDF5 itself.
    package let isArchive: Bool
    package let kerasVersion: String?
    /// In the order of the model, or of the weights where there is no model.
    package let layers: [Layer]

    /// Reads the lists in the file at `path`; nil where it has none, because it is no file of Keras.
    package init?(contentsOf path: String) throws(KerasError) {
        let file = try KerasFile(path)
        let stored = try file.layerNames()
        guard stored != nil || file.layout == .byClass else { return nil }
        isArchive = file.layout == .byClass
        kerasVersion = file.version
        // What cannot be parsed is left out.
        let model = try? file.parsedConfiguration()
        name = model?["config"]?["name"]?.string
        let configured = KerasListing.layers(in: model?["config"])
        guard let stored else {
            layers = try KerasListing.layers(configured, byClassIn: file.root)
            return
        }
        let isListed = Set(configured.map(\.name))
        let others = stored.filter { !isListed.contains($0) }.map { (name: $0, className: String?.none) }
        let isStored = Set(stored)
        var layers: [Layer] = []
        for layer in configured + others {
            let weights = isStored.contains(layer.name) ? try KerasListing.weights(of: layer.name, in: file.root) : []
            layers.append(Layer(name: layer.name, className: layer.className, weights: weights))
        }
        self.layers = layers
    }

    /// Names and classes of the layers in a model's configuration, in order; those without a name are left out.
    private static func layers(in config: JSONValue?) -> [(name: String, className: String?)] {
        let list = config?.array ?? config?["layers"]?.array ?? []
        var names: Set<String> = []
        return list.compactMap { layer in
            guard let name = layer["config"]?["name"]?.string ?? layer["name"]?.string, names.insert(name).inserted
            else { return nil }
            return (name, layer["class_name"]?.string)
        }
    }

    /// The layers with what their groups hold, at whatever depth, in a file whose groups are numbered class by class.
    private static func layers(
        _ configured: [(name: String, className: String?)], byClassIn root: HDF5Group
    ) throws(KerasError) -> [Layer] {
        var counts: [String: Int] = [:]
        var layers: [Layer] = []
        for (name, className) in configured {
            let group = ClassGroups.name(of: className ?? "")
            let number = counts[group, default: 0]
            counts[group] = number + 1
            let step = number == 0 ? group : "\(group)_\(number)"
            let weights = try reading { () throws(HDF5Error) -> [Weight] in
                guard let path = try ClassGroups.path(of: [step], in: root) else { return [] }
                return try root.group(path).datasets().map { dataset in
                    Weight(
                        name: dataset.name, shape: dataset.value.shape, type: dataset.value.type, dataset: dataset.value
                    )
                }
            }
            layers.append(Layer(name: name, className: className, weights: weights))
        }
        return layers
    }

    private static func weights(of layer: String, in root: HDF5Group) throws(KerasError) -> [Weight] {
        let group = try WeightTable.group(in: root)
        return try reading { () throws(HDF5Error) in
            guard try group.contains(layer) else { return [] }
            let weights = try group.group(layer)
            return try (weights.splitStrings("weight_names") ?? []).map { (name) throws(HDF5Error) in
                let dataset = try weights.dataset(name)
                return Weight(name: name, shape: dataset.shape, type: dataset.type, dataset: dataset)
            }
        }
    }
}
