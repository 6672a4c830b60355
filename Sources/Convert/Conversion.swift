import Digests
import Files
import KerasImport
package import ModelIR
import TFLiteFormat

/// The way of one Keras model into a file that the engine and LiteRT run.
package struct Conversion: Sendable {
    /// The Keras model.
    package let source: String

    package init(source: String) {
        self.source = source
    }

    /// Reads, optimises and writes the model; the file at `output` is replaced whole or not at all.
    /// - Throws: what is wrong with the source or with the output, and which of the two.
    package func write(to output: String) throws(ConversionError) -> ConversionReport {
        guard !FileIdentity.isSame(source, output) else {
            let cause = FileError(
                .usage, path: output, message: "is the model itself; name another file with -o")
            throw ConversionError(.output, path: output, cause: cause)
        }
        let (graph, model, operatorsBefore) = try makeGraph()
        var report = ConversionReport(
            source: source, output: output, name: graph.name, kerasVersion: model.kerasVersion,
            parameters: model.parameters, operatorsBefore: operatorsBefore, operatorsAfter: graph.nodes.count,
            inputs: graph.inputs.map { PortReport($0, in: graph) },
            outputs: graph.outputs.map { PortReport($0, in: graph) },
            sourceSHA256: graph.provenance?.sourceSHA256 ?? "", outputByteCount: 0)
        let encoded = try locating(.output, output) { () throws(TFLiteError) in try TFLiteFile.encode(graph) }
        report.outputByteCount = encoded.byteCount
        try locating(.output, output) { () throws(FileError) in try encoded.write(to: output) }
        return report
    }

    /// The optimised float graph of the model, with its provenance.
    package func graph() throws(ConversionError) -> Graph { try makeGraph().graph }

    /// The graph of the model as its layers say it, one after the other, nothing folded: what others are measured by.
    package func nativeGraph() throws(ConversionError) -> Graph { try readModel().graph }

    private func readModel() throws(ConversionError) -> (graph: Graph, model: KerasModel) {
        let model = try locating(.source, source) { () throws(KerasError) in try KerasModel(contentsOf: source) }
        return (try locating(.source, source) { () throws(KerasError) in try model.makeGraph() }, model)
    }

    private func makeGraph() throws(ConversionError) -> (graph: Graph, model: KerasModel, operatorsBefore: Int) {
        var (graph, model) = try readModel()
        let operatorsBefore = graph.nodes.count
        try locating(.graph, source) { () throws(GraphError) in try Pipeline.optimise(&graph) }
        let digest = try locating(.source, source) { () throws(FileError) in try SHA256.digest(ofFile: source) }
        graph.provenance = Provenance(
            tool: "qconv \(ToolVersion.current)", source: fileName(source), sourceSHA256: digest,
            kerasVersion: model.kerasVersion, options: [], parameters: model.parameters)
        return (graph, model, operatorsBefore)
    }
}

/// Gives an error of `body` the file that it is about.
private func locating<Result, Failure: DiagnosedError>(
    _ code: ConversionError.Code, _ path: String, _ body: () throws(Failure) -> Result
) throws(ConversionError) -> Result {
    do {
        return try body()
    } catch {
        throw ConversionError(code, path: path, cause: error)
    }
}

/// The part of `path` behind the last slash.
private func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
}
