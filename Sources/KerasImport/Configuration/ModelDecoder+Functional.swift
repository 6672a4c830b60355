import JSONFormat

extension ModelDecoder {
    /// A Functional model (`Model` up to Keras 2.3): each layer lists its calls, and each call the results it takes.
    mutating func functional(_ config: JSONValue, name: String, path: String) throws(KerasError) -> LayerGraph {
        let location = path.isEmpty ? nil : path
        guard let list = config["layers"]?.array,
            let inputs = ModelDecoder.ports(config["input_layers"] ?? .null),
            let outputs = ModelDecoder.ports(config["output_layers"] ?? .null), !inputs.isEmpty, !outputs.isEmpty
        else { throw KerasError(.badConfiguration, "a model does not list its inputs and outputs", at: location) }

        let names = Set(list.compactMap { $0["name"]?.string ?? $0["config"]?["name"]?.string })
        let parser = CallParser(layerNames: names)
        var layers: [LayerGraph.Layer] = []
        for (index, json) in list.enumerated() {
            guard var layer = try layer(json, fallbackName: "layer_\(index)", path: path) else { continue }
            for node in json["inbound_nodes"]?.array ?? [] {
                guard let call = parser.call(node) else {
                    throw KerasError(.badConfiguration, "one of its calls cannot be understood", at: layer.path)
                }
                layer.calls.append(call)
            }
            layers.append(layer)
        }
        var model = LayerGraph(
            name: name, isTrainable: config["trainable"]?.bool ?? true, layers: layers,
            inputs: inputs, outputs: ModelDecoder.withUniqueNames(outputs))
        if kerasGeneration < 3 { ModelDecoder.numberCallsOfModels(in: &model) }
        return model
    }

    /// The references in `input_layers` or `output_layers`, which are a list, a dictionary or one alone; named by the
    /// dictionary's keys or the layers.
    private static func ports(_ json: JSONValue) -> [LayerGraph.Port]? {
        if let reference = CallParser.reference(json) {
            return [LayerGraph.Port(name: reference.layer, reference: reference)]
        }
        switch json {
        case .array(let items):
            var all: [LayerGraph.Port] = []
            for item in items {
                guard let ports = ports(item) else { return nil }
                all += ports
            }
            return all
        case .object(let object):
            var all: [LayerGraph.Port] = []
            for member in object.members {
                guard var ports = ports(member.value) else { return nil }
                if ports.count == 1 { ports[0].name = member.key }
                all += ports
            }
            return all
        case .null, .bool, .integer, .largeInteger, .number, .string: return nil
        }
    }

    /// Names that occur again get `_1` and so on, as in Keras's `output_names`.
    private static func withUniqueNames(_ ports: [LayerGraph.Port]) -> [LayerGraph.Port] {
        var taken: Set<String> = []
        var counts: [String: Int] = [:]
        return ports.map { port in
            var port = port
            let name = port.name
            while !taken.insert(port.name).inserted {
                let count = counts[name, default: 0] + 1
                counts[name] = count
                port.name = "\(name)_\(count)"
            }
            return port
        }
    }

    /// Keras 1 and 2 count the call that made a nested model as its call 0, which is in no list; only some versions
    /// did not for some models. The references themselves tell.
    private static func numberCallsOfModels(in model: inout LayerGraph) {
        var used: [String: ClosedRange<Int>] = [:]
        let references = model.layers.flatMap(\.calls).flatMap(\.values) + model.outputs.map(\.reference)
        for reference in references {
            let call = reference.call
            let range = used[reference.layer] ?? call...call
            used[reference.layer] = min(range.lowerBound, call)...max(range.upperBound, call)
        }
        for index in model.layers.indices {
            guard case .model = model.layers[index].body, let range = used[model.layers[index].name]
            else { continue }
            model.layers[index].firstCall = range.lowerBound >= 1 ? 1 : 0
        }
    }
}
