import Convert
import Engine
import KerasImport
import ModelIR
import TFLiteFormat
import Testing

/// A way from a Keras file to a graph that can be run.
enum Route: CaseIterable, Sendable, CustomTestStringConvertible {
    /// One Keras layer at a time, nothing rewritten.
    case native
    /// Through the passes.
    case optimised
    /// Through the passes, written as a file and read back.
    case stored
    /// Written as a file and read back without the passes.
    case nativeStored

    var testDescription: String {
        switch self {
        case .native: "native"
        case .optimised: "optimised"
        case .stored: "optimised and stored"
        case .nativeStored: "native and stored"
        }
    }

    func model(of file: String) throws -> Model {
        var graph = try KerasModel(contentsOf: file).makeGraph()
        switch self {
        case .native, .nativeStored: break
        case .optimised, .stored: try Pipeline.optimise(&graph)
        }
        switch self {
        case .native, .optimised: break
        case .stored, .nativeStored: graph = try TFLiteFile.decode(TFLiteFile.encode(graph).bytes())
        }
        return try Model(graph: graph)
    }
}
