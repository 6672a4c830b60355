/// The title and the description of an SVG picture.
struct SVGDescription {
    let title: String
    let text: String

    /// `svg` with both as the first children of its root, and with a name for the root's group that does not depend on
    /// what was drawn before.
    func inserted(into svg: [UInt8]) -> [UInt8] {
        var document = String(decoding: svg, as: UTF8.self)
        guard let root = document.firstRange(of: "<svg ") else { return svg }
        if let end = document[root.upperBound...].firstIndex(of: ">") {
            let description = "\n<title>\(title.escaped)</title>\n<desc>\(text.escaped)</desc>"
            document.insert(contentsOf: description, at: document.index(after: end))
        }
        return Array(document.replacing(/<g id="surface[0-9]+">/, with: "<g>").utf8)
    }
}

extension String {
    /// The text as XML 1.0 allows it between tags.
    fileprivate var escaped: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
