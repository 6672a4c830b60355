package import Files
import Reporting

extension CalibrationTable {
    /// Writes the table as CSV where `path` ends with `.csv`, else as JSON; the file appears whole or not at all.
    package func write(to path: String) throws(FileError) {
        let text = path.lowercased().hasSuffix(".csv") ? csv : json
        try AtomicFile.replace(path, withText: text)
    }

    /// The table as JSON; every number reads back as it was.
    package var json: String {
        do {
            return try JSONText.of(self)
        } catch {
            preconditionFailure("a table consists of strings and numbers")
        }
    }

    /// The activations and then the weights, one row for each channel of these, with a line of titles. For spreadsheets:
    /// where the ranges came from does not fit in, so that a table is read back from JSON.
    package var csv: String {
        var lines = [
            "kind,name,layer,operator,channel,min,max,observed_min,observed_max,scale,zero_point,clipped_below,clipped_above"
        ]
        for value in values {
            let cells: [String?] = [
                "value", value.name, value.layer, value.operatorName, nil, value.range?.lowerBound.description,
                value.range?.upperBound.description, value.observed?.lowerBound.description,
                value.observed?.upperBound.description, value.scale?.scale.description,
                value.scale?.zeroPoint.description, value.clippedBelow?.description, value.clippedAbove?.description,
            ]
            lines.append(Self.line(cells))
        }
        for weight in weights {
            for (channel, scale) in weight.scales.enumerated() {
                let cells: [String?] = [
                    "weight", weight.name, weight.layer, nil, channel.description, nil, nil, nil, nil,
                    scale.description, "0",
                    nil, nil,
                ]
                lines.append(Self.line(cells))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Cells in quotes where they hold a comma, a quote or the end of a line (RFC 4180).
    private static func line(_ cells: [String?]) -> String {
        cells.map { cell in
            guard let cell else { return "" }
            guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
            return "\"" + cell.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",")
    }
}

extension CalibrationTable: Encodable {
    private enum Key: String, CodingKey {
        case kind, schema, model
        case sourceSHA256 = "source_sha256"
        case method, fraction, count, classes, seed, samples
        case indicesSHA256 = "indices_sha256"
        case values, weights
    }

    /// What tells a table from other JSON.
    static let kind = "calibration table"

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(Self.kind, forKey: .kind)
        try object.encode(Self.schema, forKey: .schema)
        try object.encode(origin.model, forKey: .model)
        try object.encode(origin.sourceSHA256, forKey: .sourceSHA256)
        try object.encode(origin.method.rawValue, forKey: .method)
        try object.encodeIfPresent(origin.fraction, forKey: .fraction)
        try object.encodeIfPresent(origin.count, forKey: .count)
        try object.encode(origin.classes, forKey: .classes)
        try object.encode(origin.seed, forKey: .seed)
        try object.encode(origin.samples, forKey: .samples)
        try object.encode(origin.indicesSHA256, forKey: .indicesSHA256)
        try object.encode(values, forKey: .values)
        try object.encode(weights, forKey: .weights)
    }
}

extension TableValue: Encodable {
    private enum Key: String, CodingKey {
        case name, layer
        case operatorName = "operator"
        case min, max
        case observedMinimum = "observed_min"
        case observedMaximum = "observed_max"
        case scale
        case zeroPoint = "zero_point"
        case clippedBelow = "clipped_below"
        case clippedAbove = "clipped_above"
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(name, forKey: .name)
        try object.encode(layer, forKey: .layer)
        try object.encodeIfPresent(operatorName, forKey: .operatorName)
        try object.encodeIfPresent(range?.lowerBound, forKey: .min)
        try object.encodeIfPresent(range?.upperBound, forKey: .max)
        try object.encodeIfPresent(observed?.lowerBound, forKey: .observedMinimum)
        try object.encodeIfPresent(observed?.upperBound, forKey: .observedMaximum)
        try object.encodeIfPresent(scale?.scale, forKey: .scale)
        try object.encodeIfPresent(scale?.zeroPoint, forKey: .zeroPoint)
        try object.encodeIfPresent(clippedBelow, forKey: .clippedBelow)
        try object.encodeIfPresent(clippedAbove, forKey: .clippedAbove)
    }
}

extension TableWeight: Encodable {
    private enum Key: String, CodingKey { case name, layer, axis, scales }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(name, forKey: .name)
        try object.encode(layer, forKey: .layer)
        try object.encode(axis, forKey: .axis)
        try object.encode(scales, forKey: .scales)
    }
}
