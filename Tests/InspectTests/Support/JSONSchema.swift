import Foundation

/// A JSON Schema (draft 2020-12), as far as `docs/qinspect.schema.json` uses it.
struct JSONSchema {
    private let root: JSON

    private static let remarks: Set<String> = ["$schema", "$id", "$defs", "title", "description"]

    init(contentsOf path: String) throws {
        root = try JSON(text: String(contentsOf: URL(filePath: path), encoding: .utf8))
    }

    /// What is wrong with a document, one line for each fault; empty where it is valid.
    func faults(in document: JSON) -> [String] { faults(document, root, at: "$") }

    private func faults(_ value: JSON, _ schema: JSON, at path: String) -> [String] {
        (schema.object ?? [:]).filter { !Self.remarks.contains($0.key) }.flatMap { keyword, rule in
            switch keyword {
            case "$ref":
                let name = rule.string?.split(separator: "/").last.map(String.init) ?? ""
                return root["$defs"]?[name].map { faults(value, $0, at: path) } ?? ["\(path): no definition of \(name)"]
            case "type":
                let types = rule.array?.compactMap(\.string) ?? [rule.string ?? ""]
                return types.contains(where: value.isOf(type:)) ? [] : ["\(path): is not \(types), but \(value)"]
            case "const": return value == rule ? [] : ["\(path): is not \(rule)"]
            case "enum": return rule.array?.contains(value) == true ? [] : ["\(path): is none of \(rule)"]
            case "minimum":
                guard let number = value.number, let least = rule.number else { return [] }
                return number >= least ? [] : ["\(path): is below \(least)"]
            case "maximum":
                guard let number = value.number, let most = rule.number else { return [] }
                return number <= most ? [] : ["\(path): is above \(most)"]
            case "oneOf":
                let found = (rule.array ?? []).map { faults(value, $0, at: path) }
                let fewest = found.min { $0.count < $1.count } ?? []
                return found.count(where: \.isEmpty) == 1 ? [] : ["\(path): fits not one of the choices"] + fewest
            case "items":
                return (value.array ?? []).enumerated().flatMap { faults($1, rule, at: "\(path)[\($0)]") }
            case "required":
                return (rule.array ?? []).compactMap(\.string).filter { value.object != nil && value[$0] == nil }
                    .map { "\(path): has no \($0)" }
            case "properties":
                // Stricter than the standard, so that nothing is forgotten in the schema.
                return (value.object ?? [:]).flatMap { key, member in
                    rule[key].map { faults(member, $0, at: "\(path).\(key)") } ?? ["\(path): \(key) is not described"]
                }
            default: return ["\(path): the keyword \(keyword) is not understood"]
            }
        }
    }
}
