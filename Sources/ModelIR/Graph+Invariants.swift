extension Graph {
    /// Throws unless every value is made once and before its use, and every shape and type is what its operator says.
    package func validate() throws(GraphError) {
        var isDefined = values.map(\.isConstant)
        func check(_ value: ValueID, _ location: String) throws(GraphError) {
            guard values.indices.contains(value.index) else {
                throw GraphError(.invariant, "value \(value.index) does not exist", at: location)
            }
        }
        for port in inputs {
            try check(port.value, port.name)
            guard !isDefined[port.value.index] else {
                throw GraphError(.invariant, "input '\(port.name)' is a constant or listed twice")
            }
            isDefined[port.value.index] = true
        }
        for node in nodes {
            let location = "\(node.op.name) of layer '\(node.layer)'"
            for input in node.inputs {
                try check(input, location)
                guard isDefined[input.index] else {
                    throw GraphError(.invariant, "reads '\(self[input].name)' before it is made", at: location)
                }
            }
            let inferred = try inferOutputs(of: node.op, inputs: node.inputs, location: location)
            guard inferred.count == node.outputs.count else {
                throw GraphError(
                    .invariant, "has \(node.outputs.count) outputs instead of \(inferred.count)", at: location)
            }
            for (output, expected) in zip(node.outputs, inferred) {
                try check(output, location)
                guard !isDefined[output.index] else {
                    throw GraphError(.invariant, "makes '\(self[output].name)' a second time", at: location)
                }
                isDefined[output.index] = true
                guard self[output].shape == expected.shape, self[output].type == expected.type else {
                    throw GraphError(
                        .invariant,
                        "makes \(expected.type) \(expected.shape), but '\(self[output].name)' is "
                            + "\(self[output].type) \(self[output].shape)", at: location)
                }
            }
        }
        for port in outputs {
            try check(port.value, port.name)
            guard isDefined[port.value.index] else {
                throw GraphError(.invariant, "output '\(port.name)' is never made")
            }
        }
    }
}
