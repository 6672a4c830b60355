extension Graph: CustomStringConvertible {
    /// One line for each node: `name: OPERATOR(inputs) -> shape`, constants by their shapes; for tests and for debugging.
    package var description: String {
        nodes.map { node in
            let inputs = node.inputs.map { input in
                self[input].isConstant ? "const\(self[input].shape)" : self[input].name
            }
            let outputs = node.outputs.map { self[$0].name }.joined(separator: ", ")
            let shapes = node.outputs.map { self[$0].shape.description }.joined(separator: ", ")
            return "\(outputs): \(node.op.name)(\(inputs.joined(separator: ", "))) -> \(shapes)"
        }.joined(separator: "\n")
    }
}
