import ModelIR

extension ModelReport {
    /// Reads the weights, for their ranges.
    package init(of contents: ModelContents) throws(InspectError) {
        var layers: [LayerReport] = []
        for (index, layer) in contents.layers.enumerated() { layers.append(try LayerReport(layer, index: index)) }
        let memory = PlannedMemory(of: contents)
        let areMACsKnown = contents.layers.allSatisfy { $0.macs != nil }
        let macs = areMACsKnown ? layers.reduce(0) { $0.addingSaturated($1.macs ?? 0) } : nil
        self.init(
            file: contents.path, bytes: contents.byteCount, format: contents.format.name,
            schemaVersion: contents.format.schemaVersion, name: contents.name, kerasVersion: contents.kerasVersion,
            origin: contents.provenance.map(Origin.init),
            calibration: contents.provenance?.calibration.map(CalibrationFacts.init),
            inputs: contents.inputs.map(Port.init),
            outputs: contents.outputs.map(Port.init),
            parameters: Parameters(contents.parameters),
            macs: macs, arenaBytes: memory.byteCount, operators: Self.uses(of: layers, macs: macs),
            layers: layers, notes: contents.notes + (memory.note.map { [$0] } ?? []) + Self.warnings(about: layers))
    }

    /// What the layers of each operator have together, the most frequent operator first.
    private static func uses(of layers: [LayerReport], macs: Int?) -> [OperatorUse] {
        let bytes = layers.reduce(0) { $0 + $1.bytes }
        return Dictionary(grouping: layers, by: \.operator).map { name, layers in
            let (ownMACs, ownBytes) = (
                layers.reduce(0) { $0.addingSaturated($1.macs ?? 0) }, layers.reduce(0) { $0 + $1.bytes }
            )
            return OperatorUse(
                operator: name, count: layers.count, macs: macs == nil ? nil : ownMACs,
                macsShare: macs.map { share(ownMACs, of: $0) }, bytes: ownBytes, bytesShare: share(ownBytes, of: bytes))
        }.sorted { ($1.count, $0.operator) < ($0.count, $1.operator) }
    }

    private static func share(_ part: Int, of whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }

    private static func warnings(about layers: [LayerReport]) -> [String] {
        let damaged = layers.filter { ($0.weights?.notFinite ?? 0) > 0 }.map(\.name)
        guard !damaged.isEmpty else { return [] }
        let rest = damaged.count - 3
        return [
            "weights that are infinite or not a number in " + damaged.prefix(3).joined(separator: ", ")
                + (rest > 0 ? " and \(rest) more layers" : "")
        ]
    }
}

extension ModelReport.Origin {
    fileprivate init(_ provenance: Provenance) {
        self.init(
            tool: provenance.tool, source: provenance.source, sha256: provenance.sourceSHA256,
            kerasVersion: provenance.kerasVersion, options: provenance.options,
            precision: provenance.precision ?? ElementType.float32.rawValue)
    }
}

extension ModelReport.Parameters {
    package init(_ parameters: ModelContents.Parameters) {
        self.init(
            total: parameters.counted ?? parameters.stored, trainable: parameters.trainable, stored: parameters.stored,
            note: parameters.counted == nil
                ? "the file does not say how many Keras counted; these are the stored ones" : nil)
    }
}

extension ModelReport.Port {
    fileprivate init(_ port: ModelContents.Port) {
        let quantization = port.tensor.quantization?.ofWholeTensor
        self.init(
            name: port.name, type: port.tensor.type.rawValue, shape: port.tensor.shape, scale: quantization?.scale,
            zeroPoint: quantization?.zeroPoint)
    }
}

extension LayerReport {
    fileprivate init(_ layer: LayerContents, index: Int) throws(InspectError) {
        var range: WeightRange?
        for weight in layer.weights {
            guard let data = try weight.read() else { continue }
            let found = WeightRange(of: data, quantization: weight.quantization, channels: weight.channels)
            range = range?.union(found) ?? found
        }
        let quantization = layer.activation?.quantization?.ofWholeTensor
        self.init(
            index: index, name: layer.name, operator: layer.operator, outputShape: layer.outputShape,
            parameters: layer.parameterCount, bytes: layer.byteCount, macs: layer.macs, weights: range,
            activations: layer.activation.flatMap(Activations.init), scale: quantization?.scale,
            zeroPoint: quantization?.zeroPoint)
    }
}

extension LayerReport.Activations {
    fileprivate init?(_ tensor: TensorContents) {
        guard let quantization = tensor.quantization else { return nil }
        if let observed = quantization.observedRange {
            self.init(min: observed.min, max: observed.max, isObserved: true)
        } else if let range = quantization.representableRange(of: tensor.type) {
            self.init(min: range.lowerBound, max: range.upperBound, isObserved: false)
        } else {
            return nil
        }
    }
}
