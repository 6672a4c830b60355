/// Setting pieces of text in lines.
extension String {
    /// How many characters it shows. Those of ASCII are not looked for: each printable one is a byte.
    package var width: Int { isPrintableASCII ? utf8.count : count }

    private var isPrintableASCII: Bool { utf8.allSatisfy { 0x20...0x7E ~= $0 } }

    /// At most `width` characters, the middle given up where there are more: ends tell layers' names apart.
    package func shortened(to width: Int) -> String {
        guard self.width > width else { return self }
        guard width > 1 else { return String(prefix(width)) }
        let kept = width - 1
        return prefix(kept / 2) + "…" + suffix(kept - kept / 2)
    }

    /// The text without characters that control a terminal; names in files may be anything.
    package var visible: String {
        guard !isPrintableASCII else { return self }
        let isControl = { (scalar: Unicode.Scalar) in scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value }
        guard unicodeScalars.contains(where: isControl) else { return self }
        var text = ""
        for scalar in unicodeScalars { text.unicodeScalars.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
        return text
    }

    /// The text in lines of at most `width` characters, as far as single words allow. Several spaces in a row stay.
    package func broken(to width: Int) -> [String] {
        guard count > width else { return [self] }
        var lines = [""]
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// At least `width` characters, with spaces behind.
    package func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - self.width))
    }

    /// At least `width` characters, with spaces in front.
    package func indented(to width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - self.width)) + self
    }
}
