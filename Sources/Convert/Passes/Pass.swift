package import ModelIR

/// One rewriting of a graph that keeps what the graph computes.
///
/// A pass is one file; its documentation shows the graph before and after.
package protocol Pass: Sendable {
    /// How messages call the pass, `fold scale into convolution` for example.
    var name: String { get }

    /// Rewrites the place around the node at `index`, if the pass has anything to do there.
    ///
    /// `uses` describes the graph as it is before. Nodes that the rewriting makes superfluous are removed by it.
    /// - Returns: whether the graph was changed.
    func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool
}

extension Pass {
    /// Rewrites until nothing is left to do.
    /// - Returns: the number of places that were rewritten.
    @discardableResult
    package func apply(to graph: inout Graph) throws(GraphError) -> Int {
        var count = 0
        var uses = graph.uses()
        var isSettled = false
        while !isSettled {
            isSettled = true
            var index = 0
            while index < graph.nodes.count {
                if try rewrite(&graph, at: index, uses: uses) {
                    uses = graph.uses()
                    count += 1
                    isSettled = false
                } else {
                    index += 1
                }
            }
        }
        return count
    }
}
