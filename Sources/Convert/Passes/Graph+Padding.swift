import ModelIR

extension Graph {
    /// Whether the windows of a convolution reach beyond its input, as those of a 1x1 kernel never do.
    func readsPadding(_ index: Int) -> Bool {
        let node = nodes[index]
        guard let window = node.op.convolutionWindow,
            let axes = try? window.axes(input: self[node.inputs[0]].shape, kernel: self[node.inputs[1]].shape)
        else { return false }
        return [axes.height, axes.width].contains { $0.padBefore > 0 || $0.padAfter > 0 }
    }
}
