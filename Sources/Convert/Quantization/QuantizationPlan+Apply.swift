package import ModelIR

extension QuantizationPlan {
    /// The int8 counterpart of the graph that this plan was made for.
    ///
    /// Activations keep their names; what QUANTIZE and DEQUANTIZE make of a value is named after it.
    package func apply(to graph: Graph) throws(QuantizationError) -> Graph {
        var builder = IntegerGraphBuilder(plan: self, source: graph)
        return try builder.build()
    }
}
