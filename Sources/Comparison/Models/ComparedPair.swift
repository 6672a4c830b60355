import Convert
import Inspect
import ModelIR

/// Two models, brought as near to one another as can be without changing what they compute.
struct ComparedPair: Sendable {
    /// One side of the comparison.
    struct Side: Sendable {
        let model: ComparedModel
        /// What runs; nil where there is no graph.
        var graph: Graph?
        /// The same in real numbers, whose nodes the layers count.
        var real: Graph?
        var layers: [ComparedLayer] = []
    }

    var a: Side
    var b: Side
    /// Whether values of linear stages may stand in units of their own in one of the models.
    let hasUnits: Bool
    /// Whether biases were moved in one of the models alone, so that values of linear stages differ by constants.
    let hasOffsets: Bool
    /// What was done to a model so that the two can be compared.
    private(set) var notes: [String] = []

    init(_ first: ComparedModel, _ second: ComparedModel) throws(InspectError) {
        // Two Keras models have the same layers, and nothing needs to be folded to see them side by side.
        let areStored = first.isKeras && second.isKeras
        var graphs = [first, second].map { areStored ? $0.stored : nil }
        if !areStored { graphs = [try first.prepared(), try second.prepared()] }
        for (model, graph) in zip([first, second], graphs) where model.isKeras && !areStored && graph != nil {
            notes.append(
                "\(model.path) is compared as a conversion prepares it, in float32: batch normalization and padding "
                    + "folded, activations fused")
        }
        let hasMoved = graphs.map { $0?.hasUnits ?? false }
        hasUnits = hasMoved.contains(true)
        var isBehind = hasMoved[0] != hasMoved[1]
        let hasStages = graphs.contains { $0.map { !LinearStage.all(in: $0.inRealNumbers()).isEmpty } ?? false }
        isBehind = isBehind && hasStages
        if isBehind, let place = hasMoved.firstIndex(of: false), let graph = graphs[place], graph.isFloat {
            var moved = graph.inRealNumbers()
            do throws(GraphError) {
                try MoveBiasForward.apply(to: &moved)
                graphs[place] = moved
                isBehind = false
                notes.append(
                    "biases of layers without activation are moved into the layers behind them, as in "
                        + [first, second][1 - place].path)
            } catch {
                throw InspectError(fault: "\([first, second][place].path): \(error)")
            }
        }
        hasOffsets = isBehind
        a = Side(first, graphs[0])
        b = Side(second, graphs[1])
    }
}

extension ComparedPair.Side {
    fileprivate init(_ model: ComparedModel, _ graph: Graph?) {
        self.model = model
        self.graph = graph
        real = graph?.inRealNumbers()
        layers = ComparedLayer.all(in: model, graph: real)
    }
}
