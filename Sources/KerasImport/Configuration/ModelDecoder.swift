import JSONFormat

/// Decodes a model's configuration, collecting every layer that cannot be converted on the way.
struct ModelDecoder {
    let kerasGeneration: Int
    /// The names of the outermost model's layers, for those that do not say theirs.
    let layerNames: [String]
    private(set) var unsupported: [UnsupportedLayer] = []

    /// The model that `configuration` describes: the attribute `model_config` of a file, parsed.
    ///
    /// - Parameter layerNames: the names under which the file has the weights of the outermost model's layers.
    static func decode(
        _ configuration: JSONValue, kerasGeneration: Int, layerNames: [String]
    ) throws(KerasError) -> LayerGraph {
        guard let className = configuration["class_name"]?.string, let config = configuration["config"] else {
            throw KerasError(.badConfiguration, "the model's configuration has no class name")
        }
        guard ModelDecoder.isModel(className: className, config) else {
            throw KerasError(
                .notAModel, "the model is a '\(className)'; only Sequential and Functional models can be converted")
        }
        var decoder = ModelDecoder(kerasGeneration: kerasGeneration, layerNames: layerNames)
        let model = try decoder.model(config, name: config["name"]?.string ?? "model", path: "")
        guard decoder.unsupported.isEmpty else { throw KerasError(unsupportedLayers: decoder.unsupported) }
        return model
    }

    private init(kerasGeneration: Int, layerNames: [String]) {
        self.kerasGeneration = kerasGeneration
        self.layerNames = layerNames
    }

    /// Whether a configuration describes layers and their connections; classes derived from `Model` may do so too.
    private static func isModel(className: String, _ config: JSONValue) -> Bool {
        switch className {
        case "Sequential": config.array != nil || config["layers"] != nil
        default: config["layers"]?.array != nil && config["output_layers"] != nil
        }
    }

    /// A model with `path` in front of its layers' names.
    private mutating func model(_ config: JSONValue, name: String, path: String) throws(KerasError) -> LayerGraph {
        let model =
            config["output_layers"] == nil
            ? try sequential(config, name: name, path: path) : try functional(config, name: name, path: path)
        var names: Set<String> = []
        for layer in model.layers where !names.insert(layer.name).inserted {
            throw KerasError(.badConfiguration, "two layers have this name", at: layer.path)
        }
        return model
    }

    /// A layer without its calls; nil where it is unsupported, which is then on the list.
    mutating func layer(
        _ json: JSONValue, fallbackName: String, path: String
    ) throws(KerasError) -> LayerGraph.Layer? {
        guard let savedClass = json["class_name"]?.string, let savedConfig = json["config"] else {
            throw KerasError(
                .badConfiguration, "a layer has no class name or configuration", at: path.isEmpty ? nil : path)
        }
        let name = json["name"]?.string ?? savedConfig["name"]?.string ?? fallbackName
        let layerPath = path.isEmpty ? name : "\(path)/\(name)"
        func layer(_ className: String, isTrainable: Bool, _ body: LayerGraph.Body) -> LayerGraph.Layer {
            LayerGraph.Layer(
                name: name, className: className, isTrainable: isTrainable, path: layerPath, body: body, calls: [],
                sharedObject: json["shared_object_id"]?.integer, firstCall: 0)
        }
        if ModelDecoder.isModel(className: savedClass, savedConfig) {
            let model = try model(savedConfig, name: name, path: layerPath)
            return layer(savedClass, isTrainable: model.isTrainable, .model(model))
        }
        do {
            let (className, values) = try Keras1Names.modernized(savedClass, savedConfig.object ?? JSONObject())
            let configuration = LayerConfiguration(
                className: className, name: name, kerasGeneration: kerasGeneration, values: values)
            return layer(
                className, isTrainable: configuration.isTrainable, .layer(try LayerCatalogue.layer(configuration)))
        } catch {
            unsupported.append(UnsupportedLayer(name: layerPath, className: savedClass, reason: error.reason))
            return nil
        }
    }
}
