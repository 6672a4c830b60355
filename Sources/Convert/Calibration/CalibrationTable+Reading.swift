import Files
import JSONFormat
import ModelIR

extension CalibrationTable {
    /// The most bytes that a table is read from.
    private static let largestFile = 256 << 20

    /// The table in the JSON file at `path`.
    package init(contentsOf path: String) throws(CalibrationError) {
        let text: String
        do {
            let memory = try MappedFile.bytes(of: path)
            guard memory.byteCount <= Self.largestFile else {
                throw CalibrationError(.badTable, "\(path): is too large for a calibration table")
            }
            text = memory.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        } catch let error as CalibrationError {
            throw error
        } catch let error as FileError {
            throw CalibrationError(.badTable, error.description, kind: error.kind)
        } catch {
            throw CalibrationError(.badTable, "\(path): cannot be read")
        }
        do {
            try self.init(json: text)
        } catch {
            throw CalibrationError(error.code, "\(path): \(error.description)", kind: error.kind)
        }
    }

    /// The table that `json` is.
    package init(json: String) throws(CalibrationError) {
        let root: JSONValue
        do {
            root = try JSONParser.parse(json)
        } catch {
            let hint = json.hasPrefix("kind,name") ? "; a CSV table is for spreadsheets only, use the JSON one" : ""
            let line = json.utf8.prefix(error.offset).count { $0 == UInt8(ascii: "\n") } + 1
            throw CalibrationError(.badTable, "is not JSON in line \(line): \(error.message)\(hint)")
        }
        guard root["kind"]?.string == Self.kind else {
            throw CalibrationError(.badTable, "is not a calibration table; qconv --table writes one")
        }
        guard let schema = root["schema"]?.integer, schema == Self.schema else {
            throw CalibrationError(
                .badTable,
                "has schema \(root["schema"]?.integer.map(String.init) ?? "?"), but this program reads \(Self.schema); "
                    + "write the table anew")
        }
        let reader = TableReader(object: root, location: "")
        origin = try CalibrationOrigin(reader)
        values = try reader.list("values").map { (item) throws(CalibrationError) in try TableValue(item) }
        weights = try reader.list("weights").map { (item) throws(CalibrationError) in try TableWeight(item) }
        var names: Set<String> = []
        for value in values where !names.insert(value.name).inserted {
            throw CalibrationError(.badTable, "stands in the table twice; remove one", at: "'\(value.name)'")
        }
    }
}

extension CalibrationOrigin {
    fileprivate init(_ reader: TableReader) throws(CalibrationError) {
        let name = try reader.string("method")
        guard let method = RangeMethod(rawValue: name) else {
            let known = RangeMethod.allCases.map(\.rawValue).joined(separator: ", ")
            throw CalibrationError(.badTable, "method '\(name)' is none of \(known)")
        }
        self.init(
            model: try reader.string("model"), sourceSHA256: try reader.string("source_sha256"), method: method,
            fraction: try reader.number("fraction"), count: try reader.integer("count"),
            classes: try reader.integers("classes"), seed: try reader.seed("seed") ?? 0,
            samples: try reader.integer("samples") ?? 0, indicesSHA256: try reader.string("indices_sha256"))
    }
}

extension TableValue {
    fileprivate init(_ reader: TableReader) throws(CalibrationError) {
        let name = try reader.string("name")
        let reader = TableReader(object: reader.object, location: "'\(name)'")
        self.init(
            name: name, layer: try reader.string("layer", default: ""),
            operatorName: try reader.string("operator", default: nil), range: try reader.range("min", "max"),
            observed: try reader.range("observed_min", "observed_max"), scale: try reader.scale(),
            clippedBelow: try reader.number("clipped_below"), clippedAbove: try reader.number("clipped_above"))
        guard range != nil || scale != nil else {
            throw reader.error("has neither min and max nor scale and zero_point")
        }
        if let range, let scale, !scale.expresses(range) {
            throw reader.error(
                "scale \(scale.scale) and zero_point \(scale.zeroPoint) stand for \(scale.range.lowerBound) to "
                    + "\(scale.range.upperBound), but min and max are \(range.lowerBound) and \(range.upperBound); remove one of "
                    + "the two pairs")
        }
    }
}

extension TableWeight {
    fileprivate init(_ reader: TableReader) throws(CalibrationError) {
        let name = try reader.string("name")
        let reader = TableReader(object: reader.object, location: "'\(name)'")
        self.init(
            name: name, layer: try reader.string("layer", default: ""), axis: try reader.integer("axis") ?? 0,
            scales: try reader.numbers("scales").map { Float($0) })
    }
}

extension ActivationScale {
    /// Whether the scale is that of `range` but for rounding.
    fileprivate func expresses(_ range: ClosedRange<Float>) -> Bool {
        let derived = ActivationScale(range: range)
        return abs(derived.scale - scale) <= 1e-3 * scale && abs(derived.zeroPoint - zeroPoint) <= 1
    }
}

/// Access to the members of one object of a table, with errors that name it.
private struct TableReader {
    let object: JSONValue
    let location: String

    func error(_ message: String) -> CalibrationError {
        CalibrationError(.badTable, message, at: location.isEmpty ? nil : location)
    }

    /// A member that is there and not null.
    private func member(_ key: String) -> JSONValue? { object[key].flatMap { $0.isNull ? nil : $0 } }

    func string(_ key: String, default value: String?) throws(CalibrationError) -> String? {
        guard let member = member(key) else { return value }
        guard let text = member.string else { throw error("\(key) must be a string") }
        return text
    }

    func string(_ key: String, default value: String) throws(CalibrationError) -> String {
        try string(key, default: Optional(value)) ?? value
    }

    func string(_ key: String) throws(CalibrationError) -> String {
        guard let text = try string(key, default: nil) else { throw error("\(key) is missing") }
        return text
    }

    func integer(_ key: String) throws(CalibrationError) -> Int? {
        guard let member = member(key) else { return nil }
        guard let integer = member.integer else { throw error("\(key) must be an integer") }
        return integer
    }

    func seed(_ key: String) throws(CalibrationError) -> UInt64? {
        guard let member = member(key) else { return nil }
        guard let seed = member.unsignedInteger else { throw error("\(key) must be an integer from 0 to 2^64 - 1") }
        return seed
    }

    func number(_ key: String) throws(CalibrationError) -> Double? {
        guard let member = member(key) else { return nil }
        guard let number = member.number, number.isFinite else { throw error("\(key) must be a finite number") }
        return number
    }

    func numbers(_ key: String) throws(CalibrationError) -> [Double] {
        guard let items = member(key)?.array else { throw error("\(key) must be a list of numbers") }
        let numbers = items.compactMap(\.number)
        guard numbers.count == items.count else { throw error("\(key) must be a list of numbers") }
        return numbers
    }

    func integers(_ key: String) throws(CalibrationError) -> [Int] {
        guard let member = member(key) else { return [] }
        guard let items = member.array, items.allSatisfy({ $0.integer != nil }) else {
            throw error("\(key) must be a list of integers")
        }
        return items.compactMap(\.integer)
    }

    func list(_ key: String) throws(CalibrationError) -> [TableReader] {
        guard let items = member(key)?.array else { throw error("\(key) must be a list") }
        return items.enumerated().map { TableReader(object: $1, location: "entry \($0 + 1) of \(key)") }
    }

    /// Both ends of a range, or nil where both are left out.
    func range(_ lower: String, _ upper: String) throws(CalibrationError) -> ClosedRange<Float>? {
        switch (try number(lower), try number(upper)) {
        case (nil, nil): return nil
        case (let low?, let high?):
            guard low <= high, Float(low).isFinite, Float(high).isFinite else {
                throw error("\(lower) \(low) and \(upper) \(high) are no range")
            }
            return Float(low)...Float(high)
        default: throw error("\(lower) and \(upper) must both be given or both be left out")
        }
    }

    /// The scale, or nil where both its parts are left out.
    func scale() throws(CalibrationError) -> ActivationScale? {
        switch (try number("scale"), try integer("zero_point")) {
        case (nil, nil): return nil
        case (let scale?, let zeroPoint?):
            guard Float(scale).isNormal, scale > 0, Float(scale).isFinite, (-128...127).contains(zeroPoint) else {
                throw error("scale must be over 0 and zero_point from -128 to 127, not \(scale) and \(zeroPoint)")
            }
            return ActivationScale(scale: Float(scale), zeroPoint: zeroPoint)
        default: throw error("scale and zero_point must both be given or both be left out")
        }
    }
}
