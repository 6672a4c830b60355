/// A number of bytes as people write it: `4,500,000`, `4.5MB`, `4.3MiB`, `500 kB`.
package struct ByteSize: Sendable, Hashable {
    package let bytes: Int

    /// Nil where `text` is no such number. MB and its kin are powers of 1000, MiB and its kin powers of 1024; a fraction of
    /// a byte is dropped.
    package init?(_ text: String) {
        let compact = text.filter { $0 != " " && $0 != "," && $0 != "_" }
        let number = compact.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let factor = Self.factors[compact.dropFirst(number.count).lowercased()], let value = Double(number)
        else { return nil }
        let bytes = (value * factor).rounded(.down)
        guard bytes.isFinite, bytes >= 0, bytes < 0x1p62 else { return nil }
        self.bytes = Int(bytes)
    }

    private static let factors: [String: Double] = [
        "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 0x1p10, "mib": 0x1p20, "gib": 0x1p30,
    ]
}
