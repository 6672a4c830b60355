import ModelIR

extension Program {
    /// A 1x1 or strided convolution whose large image only a depthwise convolution reads becomes part of it: of the image,
    /// there are only ever as many rows as the windows of a few rows reach over.
    ///
    ///     b = CONV_2D(a)
    ///     c = DEPTHWISE_CONV_2D(b)    =>  c = DEPTHWISE_CONV_2D(CONV_2D(a), row by row)
    mutating func fuseExpansions() {
        let links = Links(self)
        var isMerged = Set<Int>()
        for index in operations.indices {
            guard case .node(.depthwiseConv2D(let depthwise)) = operations[index].kind, depthwise.depthMultiplier == 1,
                graph[operations[index].inputs[1]].type == .float32
            else { continue }
            let image = operations[index].inputs[0]
            guard links.hasOneReader(image), let maker = links.maker(of: image), isExpansion(operations[maker]),
                graph[image].shape.elementCount >= Self.fewestElementsOfExpansion
            else { continue }
            let expansion = operations[maker]
            operations[index].inputs.replaceSubrange(0...0, with: expansion.inputs)
            operations[index].expansion = [expansion]
            isMerged.insert(maker)
        }
        remove(isMerged)
    }

    /// A megabyte, which does not stay in the second-level cache until it is read.
    private static let fewestElementsOfExpansion = 1 << 18

    /// Whether an operation is a convolution whose rows can be made one by one; others may be faster by Winograd's tiles.
    private func isExpansion(_ operation: Operation) -> Bool {
        guard case .node(.conv2D(let conv)) = operation.kind, operation.residual == nil, operation.gate == nil
        else { return false }
        let (image, kernel) = (graph[operation.inputs[0]], graph[operation.inputs[1]])
        let isFloat = image.type == .float32 && kernel.type == .float32
        guard isFloat, kernel.isConstant, kernel.shape[3] == image.shape[3] else { return false }
        let isProduct = kernel.shape[1] == 1 && kernel.shape[2] == 1 && operation.borders == Borders()
        return isProduct || conv.strides != .one
    }
}
