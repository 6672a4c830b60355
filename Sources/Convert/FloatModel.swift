import Digests
import Files
import KerasImport
import ModelIR

/// A Keras model as an optimised float graph, which every precision starts from.
struct FloatModel {
    let keras: KerasModel
    /// With provenance.
    let graph: Graph
    /// Operators that the layers say, one by one.
    let operatorsBefore: Int

    /// Reads and optimises the model in the file at `source`.
    init(_ source: String) throws(ConversionError) {
        var (graph, keras) = try Self.read(source)
        operatorsBefore = graph.nodes.count
        try locating(.graph, source) { () throws(GraphError) in try Pipeline.optimise(&graph) }
        let digest = try locating(.source, source) { () throws(FileError) in try SHA256.digest(ofFile: source) }
        graph.provenance = Provenance(
            tool: "qconv \(ToolVersion.current)", source: Self.fileName(source), sourceSHA256: digest,
            kerasVersion: keras.kerasVersion, options: [], parameters: keras.parameters)
        self.graph = graph
        self.keras = keras
    }

    /// The model and its graph, nothing folded.
    static func read(_ source: String) throws(ConversionError) -> (graph: Graph, keras: KerasModel) {
        let keras = try locating(.source, source) { () throws(KerasError) in try KerasModel(contentsOf: source) }
        return (try locating(.source, source) { () throws(KerasError) in try keras.makeGraph() }, keras)
    }

    /// The part of `path` behind the last slash.
    private static func fileName(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
