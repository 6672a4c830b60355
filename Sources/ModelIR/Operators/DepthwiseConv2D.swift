/// DEPTHWISE_CONV_2D: input NHWC, kernel 1HWO, optional bias of O elements, where O is C times the depth multiplier.
///
/// Output channel `o` reads input channel `o / depthMultiplier`.
package struct DepthwiseConv2D: OperatorPayload {
    package var strides: Pair
    package var dilations: Pair
    package var padding: Padding
    package var depthMultiplier: Int
    package var activation: FusedActivation

    package init(
        strides: Pair = .one, dilations: Pair = .one, padding: Padding, depthMultiplier: Int = 1,
        activation: FusedActivation = .none
    ) {
        self.strides = strides
        self.dilations = dilations
        self.padding = padding
        self.depthMultiplier = depthMultiplier
        self.activation = activation
    }

    package var name: String { "DEPTHWISE_CONV_2D" }
    package var inputCount: ClosedRange<Int> { 2...3 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let (input, kernel) = (inputs[0], inputs[1])
        try input.requireImage()
        guard kernel.rank == 4, kernel[0] == 1, depthMultiplier > 0, kernel[3] == input[3] * depthMultiplier else {
            throw GraphError(
                .shapeMismatch,
                "kernel \(kernel) (1HWO) does not fit input \(input) (NHWC) with depth multiplier \(depthMultiplier)")
        }
        if inputs.count == 3, inputs[2].elementCount != kernel[3] {
            throw GraphError(.shapeMismatch, "bias \(inputs[2]) does not have the kernel's \(kernel[3]) channels")
        }
        let window = ConvolutionWindow(strides: strides, dilations: dilations, padding: padding)
        let (height, width) = try window.axes(input: input, kernel: kernel)
        return [
            Shape([input[0], height.outputSize, width.outputSize, kernel[3]], isBatchFree: input.isBatchFree)
        ]
    }

    package func multiplyAccumulates(inputs: [Shape], outputs: [Shape]) -> Int {
        [outputs[0].elementCount, inputs[1][1], inputs[1][2]].saturatedProduct
    }
}
