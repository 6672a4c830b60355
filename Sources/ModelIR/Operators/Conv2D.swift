/// CONV_2D: input NHWC, kernel OHWI, optional bias of O elements.
///
/// A kernel whose I is a divisor of the input's channels makes a grouped convolution: output channel `o` reads the
/// input channels of group `o * groups / O`.
package struct Conv2D: OperatorPayload {
    package var strides: Pair
    package var dilations: Pair
    package var padding: Padding
    package var activation: FusedActivation

    package init(
        strides: Pair = .one, dilations: Pair = .one, padding: Padding, activation: FusedActivation = .none
    ) {
        self.strides = strides
        self.dilations = dilations
        self.padding = padding
        self.activation = activation
    }

    package var name: String { "CONV_2D" }
    package var inputCount: ClosedRange<Int> { 2...3 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let (input, kernel) = (inputs[0], inputs[1])
        try input.requireImage()
        guard kernel.rank == 4, kernel[0] > 0, kernel[3] > 0, input[3] > 0, input[3] % kernel[3] == 0,
            kernel[0] % (input[3] / kernel[3]) == 0
        else {
            throw GraphError(.shapeMismatch, "kernel \(kernel) (OHWI) does not fit input \(input) (NHWC)")
        }
        if inputs.count == 3, inputs[2].elementCount != kernel[0] {
            throw GraphError(.shapeMismatch, "bias \(inputs[2]) does not have the kernel's \(kernel[0]) channels")
        }
        let window = ConvolutionWindow(strides: strides, dilations: dilations, padding: padding)
        let (height, width) = try window.axes(input: input, kernel: kernel)
        return [
            Shape([input[0], height.outputSize, width.outputSize, kernel[0]], isBatchFree: input.isBatchFree)
        ]
    }

    package func multiplyAccumulates(inputs: [Shape], outputs: [Shape]) -> Int {
        [outputs[0].elementCount, inputs[1][1], inputs[1][2], inputs[1][3]].saturatedProduct
    }
}
