import JSONFormat

extension ModelDecoder {
    /// A Sequential model: each layer is called once, with the result of the one before.
    mutating func sequential(_ config: JSONValue, name: String, path: String) throws(KerasError) -> LayerGraph {
        // The configuration is the list itself up to Keras 2.2.
        guard let list = (config.array ?? config["layers"]?.array), let first = list.first else {
            throw KerasError(.badConfiguration, "a Sequential model has no layers", at: path.isEmpty ? nil : path)
        }
        var layers: [LayerGraph.Layer] = []
        if !ModelDecoder.isInput(first) {
            let input = impliedInput(of: config, first: first)
            if let layer = try layer(input, fallbackName: "input", path: path) { layers.append(layer) }
        }
        // A Sequential inside of another has no name of its own up to Keras 2.2.
        let areNamesKnown = path.isEmpty && kerasGeneration > 1 && layerNames.count == list.count
        let names = areNamesKnown ? layerNames : list.indices.map { "layer_\($0)" }
        for (json, name) in zip(list, names) {
            if let layer = try layer(json, fallbackName: name, path: path) { layers.append(layer) }
        }
        // References of Keras 2 count the call that a nested model was made with.
        for index in layers.indices.dropFirst() {
            let previous = TensorReference(layer: layers[index - 1].name, call: 0, output: 0)
            layers[index].calls = [Call(positional: [.value(previous)])]
        }
        let ends = [layers.first, layers.last].compactMap(\.self).map { layer in
            let name = layer.name
            return LayerGraph.Port(name: name, reference: TensorReference(layer: name, call: 0, output: 0))
        }
        return LayerGraph(
            name: name, isTrainable: config["trainable"]?.bool ?? true, layers: layers, inputs: Array(ends.prefix(1)),
            outputs: Array(ends.suffix(1)))
    }

    private static func isInput(_ layer: JSONValue) -> Bool { layer["class_name"] == .string("InputLayer") }

    /// The InputLayer that Keras puts in front of a model that has none.
    private func impliedInput(of config: JSONValue, first: JSONValue) -> JSONValue {
        var values = JSONObject()
        let name = first["config"]?["name"]?.string ?? first["name"]?.string ?? "layer_0"
        let className = first["class_name"]?.string ?? ""
        values["name"] = .string(kerasGeneration == 1 ? "\(className.lowercased())_input_1" : "\(name)_input")
        if let shape = ModelDecoder.inputShape(of: first) ?? config["build_input_shape"], !shape.isNull {
            values["batch_input_shape"] = shape
        }
        if let type = first["config"]?["input_dtype"] { values["dtype"] = type }
        return .object(
            JSONObject(members: [
                JSONObject.Member(key: "class_name", value: .string("InputLayer")),
                JSONObject.Member(key: "config", value: .object(values)),
            ]))
    }

    /// The shape of a layer's input, batch included, where its own configuration says it.
    private static func inputShape(of layer: JSONValue) -> JSONValue? {
        var layer = layer
        // Models inside of models begin with a layer that knows, at whatever depth.
        while let inner = layer["config"]?["layers"]?.array?.first ?? layer["config"]?.array?.first { layer = inner }
        return layer["config"]?["batch_input_shape"] ?? layer["config"]?["batch_shape"]
    }
}
