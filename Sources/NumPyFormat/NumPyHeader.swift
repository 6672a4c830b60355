/// The header of a `.npy` file: a Python dictionary with the element type, the memory order and the shape.
///
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
struct NumPyHeader: Hashable {
    var descriptor: String
    /// Whether the first index runs fastest.
    var isFortranOrder: Bool
    var shape: [Int]

    /// NumPy's own limit on dimensions.
    static let maximumRank = 64

    init(descriptor: String, isFortranOrder: Bool = false, shape: [Int]) {
        self.descriptor = descriptor
        self.isFortranOrder = isFortranOrder
        self.shape = shape
    }

    /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }` in any order of keys.
    init(parsing text: some Collection<UInt8>) throws(NumPyError) {
        var parser = LiteralParser(text)
        var descriptor: String?
        var isFortranOrder: Bool?
        var shape: [Int]?
        try parser.expect("{")
        while !parser.take("}") {
            let key = try parser.string()
            try parser.expect(":")
            switch key {
            case "descr" where descriptor == nil:
                guard !parser.isAtList else {
                    throw NumPyError(.unsupported, "records cannot go into a model; save their fields as arrays")
                }
                descriptor = try parser.string()
            case "fortran_order" where isFortranOrder == nil: isFortranOrder = try parser.boolean()
            case "shape" where shape == nil: shape = try parser.tuple(maximumCount: Self.maximumRank)
            default: throw NumPyError(.malformed, "the header has an unexpected or repeated key '\(key.prefix(40))'")
            }
            if !parser.take(",") {
                try parser.expect("}")
                break
            }
        }
        try parser.expectEnd()
        guard let descriptor, let isFortranOrder, let shape else {
            throw NumPyError(.malformed, "the header lacks 'descr', 'fortran_order' or 'shape'")
        }
        self.init(descriptor: descriptor, isFortranOrder: isFortranOrder, shape: shape)
    }

    /// The dictionary as NumPy writes it.
    var text: String {
        let dimensions = shape.map(String.init).joined(separator: ", ")
        return "{'descr': '\(descriptor)', 'fortran_order': \(isFortranOrder ? "True" : "False"), "
            + "'shape': (\(dimensions)\(shape.count == 1 ? "," : "")), }"
    }
}

/// Reads the few kinds of Python literal that a header is made of.
private struct LiteralParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: some Collection<UInt8>) { bytes = Array(text) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private func malformed(_ expected: String) -> NumPyError {
        NumPyError(.malformed, "the header is damaged at its byte \(position), where \(expected) should stand")
    }

    var isAtList: Bool {
        var copy = self
        copy.skipSpace()
        return copy.next == UInt8(ascii: "[")
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(NumPyError) {
        guard take(character) else { throw malformed("'\(character)'") }
    }

    mutating func expectEnd() throws(NumPyError) {
        skipSpace()
        guard next == nil else { throw malformed("the end") }
    }

    mutating func string() throws(NumPyError) -> String {
        skipSpace()
        guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw malformed("a string")
        }
        let start = position + 1
        guard let end = bytes[start...].firstIndex(of: quote) else { throw malformed("a closed string") }
        position = end + 1
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    mutating func boolean() throws(NumPyError) -> Bool {
        skipSpace()
        for (word, value) in [("True", true), ("False", false)] where bytes[position...].starts(with: word.utf8) {
            position += word.utf8.count
            return value
        }
        throw malformed("True or False")
    }

    mutating func tuple(maximumCount: Int) throws(NumPyError) -> [Int] {
        try expect("(")
        var elements: [Int] = []
        while !take(")") {
            guard elements.count < maximumCount else {
                throw NumPyError(.malformed, "an array has at most \(maximumCount) dimensions")
            }
            elements.append(try integer())
            if !take(",") {
                try expect(")")
                break
            }
        }
        return elements
    }

    /// A number that is not negative; Python 2 wrote an `L` behind long ones.
    private mutating func integer() throws(NumPyError) -> Int {
        skipSpace()
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard let value = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            position = start
            throw malformed("a dimension")
        }
        if next == UInt8(ascii: "L") { position += 1 }
        return value
    }
}
