extension NetworkGraph {
    /// The graph in Graphviz's language, with a background of its own.
    package var dot: String {
        var text = """
            digraph \(name.quoted) {
              graph [bgcolor="white", rankdir="TB", nodesep=0.25, ranksep=0.35, fontname="Helvetica"];
              node [shape="box", style="rounded,filled", fontname="Helvetica", fontsize=11, margin="0.12,0.06",
                    color="#5b6675", fontcolor="#21262e", fillcolor="#f2f4f7"];
              edge [fontname="Helvetica", fontsize=9, color="#5b6675", fontcolor="#4a525e", arrowsize=0.6];

            """
        for (index, node) in nodes.enumerated() {
            text += "  n\(index) [label=\(node.lines.joined(separator: "\n").quoted)\(node.kind.attributes)];\n"
        }
        for edge in edges { text += "  n\(edge.from) -> n\(edge.to) [label=\((" " + edge.label).quoted)];\n" }
        return text + "}\n"
    }
}

extension NetworkGraph.Node.Kind {
    fileprivate var attributes: String {
        switch self {
        case .input, .output: ##", shape="ellipse", style="filled", fillcolor="#fdebd8", color="#b3591a""##
        case .weighted: ##", fillcolor="#d8e6f3", color="#1f619f""##
        case .other: ""
        }
    }
}

extension String {
    /// The text as a string of Graphviz's language, whatever it is.
    fileprivate var quoted: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return "\"\(text)\""
    }
}
