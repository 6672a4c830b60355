/// JSON made of `Encodable` values, in the order in which they encode their properties.
///
/// Absent values and numbers that are not finite become `null`, so that every object of one kind has the same keys.
/// What fits on a line stands on one line.
package enum JSONText {
    /// The text of `value`, which ends with a line feed.
    package static func of(_ value: some Encodable) throws -> String {
        let slot = JSONSlot()
        try value.encode(to: JSONEncoding(slot: slot, codingPath: []))
        var text = ""
        write(slot, indentation: 0, to: &text)
        return text + "\n"
    }

    /// The text of `value` on one line, which ends with a line feed.
    package static func line(of value: some Encodable) throws -> String {
        let slot = JSONSlot()
        try value.encode(to: JSONEncoding(slot: slot, codingPath: []))
        return (slot.line(maximumLength: .max) ?? "null") + "\n"
    }

    private static let lineLength = 160

    private static func write(_ slot: JSONSlot, indentation: Int, to text: inout String) {
        if let line = slot.line(maximumLength: lineLength - indentation), indentation > 0 {
            text += line
            return
        }
        let margin = String(repeating: " ", count: indentation + 2)
        let end = "\n" + String(repeating: " ", count: indentation)
        switch slot.kind {
        case .literal(let literal): text += literal
        case .array:
            let elements = slot.elements
            text += "["
            for (index, element) in elements.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + margin
                write(element, indentation: indentation + 2, to: &text)
            }
            text += elements.isEmpty ? "]" : end + "]"
        case .object:
            let members = slot.members
            text += "{"
            for (index, member) in members.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + margin + JSONSlot.quoted(member.key) + ": "
                write(member.value, indentation: indentation + 2, to: &text)
            }
            text += members.isEmpty ? "}" : end + "}"
        }
    }
}

/// A place in the tree of values, filled by whoever encodes into it.
final class JSONSlot {
    enum Kind {
        /// A number, a quoted string, `true`, `false` or `null`.
        case literal(String)
        /// The ``elements``.
        case array
        /// The ``members``.
        case object
    }

    var kind: Kind = .literal("null")
    private(set) var elements: [JSONSlot] = []
    private(set) var members: [(key: String, value: JSONSlot)] = []

    func append() -> JSONSlot {
        elements.append(JSONSlot())
        return elements[elements.count - 1]
    }

    func append(_ key: String) -> JSONSlot {
        members.append((key, JSONSlot()))
        return members[members.count - 1].value
    }

    /// The value on one line, or nil where that takes more than `maximumLength` bytes.
    func line(maximumLength: Int) -> String? {
        var text: String
        switch kind {
        case .literal(let literal): text = literal
        case .array:
            text = "["
            for (index, element) in elements.enumerated() {
                guard let line = element.line(maximumLength: maximumLength - text.utf8.count) else { return nil }
                text += (index == 0 ? "" : ", ") + line
            }
            text += "]"
        case .object:
            text = "{"
            for (index, member) in members.enumerated() {
                guard let line = member.value.line(maximumLength: maximumLength - text.utf8.count) else { return nil }
                text += (index == 0 ? "" : ", ") + Self.quoted(member.key) + ": " + line
            }
            text += "}"
        }
        return text.utf8.count <= maximumLength ? text : nil
    }

    static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
