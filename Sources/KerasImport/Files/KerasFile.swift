import HDF5Format
import JSONFormat
import ModelIR
import ZipFormat

/// A model's file, in either of Keras's formats: HDF5 (`model.h5`) or an archive (`model.keras`).
struct KerasFile: Sendable {
    /// Where the weights of a layer are to be found.
    enum WeightLayout: Sendable {
        /// In a group that lists them, under the layer's name.
        case byName
        /// In groups that are numbered class by class, in the model's order.
        case byClass
    }

    /// The model's configuration as JSON; nil where the file has weights only, or is not Keras's.
    let configuration: String?
    /// What messages call ``configuration``.
    let configurationName: String
    /// Where what holds ``configuration`` starts in the file.
    let configurationOffset: Int
    /// The version of Keras that wrote the file, where it says so.
    let version: String?
    /// What holds the weights.
    let root: HDF5Group
    let layout: WeightLayout

    /// Opens the file at `path`, whose content tells its format.
    init(_ path: String) throws(KerasError) {
        if let archive = try KerasArchive(path) {
            configuration = archive.configuration
            configurationName = KerasArchive.configurationName
            configurationOffset = archive.configurationOffset
            version = archive.version
            root = archive.weights
            layout = .byClass
        } else {
            root = try reading { () throws(HDF5Error) in try HDF5File(path).root }
            configuration = try reading { [root] () throws(HDF5Error) in try root.string("model_config") }
            configurationName = "model_config"
            configurationOffset = root.byteOffset
            version = try reading { [root] () throws(HDF5Error) in try root.string("keras_version") }
            layout = .byName
        }
    }

    /// The generation of Keras that wrote the file. Files say which version did since Keras 1.1.
    var generation: Int { version.flatMap { Int($0.prefix { $0 != "." }) } ?? 1 }

    /// The names of the layers whose weights the file has, in order; nil where it has no such list.
    func layerNames() throws(KerasError) -> [String]? {
        layout == .byName ? try WeightTable.layerNames(in: root) : nil
    }

    /// Whether there are weights of a model, in either layout: Keras 3 writes files of weights as archives have them.
    func hasWeights() throws(KerasError) -> Bool {
        if try layerNames() != nil { return true }
        return try reading { () throws(HDF5Error) in
            guard try root.contains("vars") else { return false }
            return try root.contains("layers")
        }
    }

    /// ``configuration``, parsed; nil where there is none.
    func parsedConfiguration() throws(KerasError) -> JSONValue? {
        guard let configuration else { return nil }
        return try KerasFile.parse(configuration, named: configurationName, at: configurationOffset)
    }

    /// The JSON value that `text` is, which messages call `name`, and which starts at byte `offset` of the file.
    static func parse(_ text: String, named name: String, at offset: Int) throws(KerasError) -> JSONValue {
        do {
            return try JSONParser.parse(text)
        } catch {
            throw KerasError(
                .badConfiguration, "\(error.message) at byte \(error.offset)", at: name, byteOffset: offset)
        }
    }
}
