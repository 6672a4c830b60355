import ArgumentParser
import CommandSupport
import Files
import Inspect
import ModelIR
import Plots
import Reporting

/// Pictures that are drawn of a file.
struct PictureOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Draw the ranges of weights and activations, layer by layer on a logarithmic axis, to a .svg, .png or .pdf file.",
            valueName: "picture"), completion: .file(extensions: ["svg", "png", "pdf"]))
    var plot: String?

    @Option(
        help: ArgumentHelp(
            "Draw the network with the shapes of what flows through it, to a .svg, .png or .pdf file by Graphviz, or to a .dot file.",
            valueName: "picture"), completion: .file(extensions: ["svg", "png", "pdf", "dot"]))
    var graph: String?

    private static let graphvizLanguage = "dot"

    var isRequested: Bool { plot != nil || graph != nil }

    func validate() throws {
        if let plot { _ = try Self.format(of: plot, for: "--plot") }
        if let graph, Self.suffix(of: graph) != Self.graphvizLanguage { _ = try Self.format(of: graph, for: "--graph") }
    }

    /// Draws what was asked for of `file`, and says so.
    func run(_ file: String, _ choice: TableChoice, isQuiet: Bool) throws {
        if let plot {
            let format = try Self.format(of: plot, for: "--plot")
            let picture = try about(file) { try RangePlot(of: Inspection.open(file), choice) }
            try about(picture.rows.isEmpty ? file : plot) { try picture.write(format, to: plot) }
            if !isQuiet { try StandardStreams.print("\(plot): the ranges of \(picture.rows.count.grouped) layers\n") }
        }
        if let graph {
            let network = try about(file) { try NetworkGraph(of: file) }
            try draw(network, to: graph)
            if !isQuiet {
                try StandardStreams.print(
                    "\(graph): \(network.nodeCount.grouped) nodes, \(network.edgeCount.grouped) edges\n")
            }
        }
    }

    private func draw(_ network: NetworkGraph, to path: String) throws {
        guard Self.suffix(of: path) != Self.graphvizLanguage else {
            return try AtomicFile.replace(path, withText: network.dot)
        }
        let format = try Self.format(of: path, for: "--graph")
        guard let bytes = try Graphviz.draw(network.dot, format: format.rawValue, for: path) else {
            let other = path.dropLast(format.rawValue.count) + Self.graphvizLanguage
            try AtomicFile.replace(String(other), withText: network.dot)
            throw CommandError(
                .unavailable,
                "\(path): Graphviz is not installed (graphviz on Debian and in Homebrew); the graph is in \(other), for "
                    + "'dot -T\(format.rawValue) \(other) -o \(path)'")
        }
        try AtomicFile.replace(path, withBytes: bytes)
    }

    private static func suffix(of path: String) -> String {
        path.lastIndex(of: ".").map { path[path.index(after: $0)...].lowercased() } ?? ""
    }

    private static func format(of path: String, for option: String) throws -> Canvas.Format {
        guard let format = Canvas.Format(rawValue: suffix(of: path)) else {
            let others = option == "--graph" ? ".svg, .png, .pdf or .dot" : ".svg, .png or .pdf"
            throw ValidationError("'\(option)' draws to a file that ends in \(others), not to '\(path)'")
        }
        return format
    }
}
