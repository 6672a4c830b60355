/// What several operators have in common, for code that treats them alike.
extension Operator {
    /// The activation applied to the result; nil where the operator cannot have one.
    package var activation: FusedActivation? {
        switch self {
        case .conv2D(let payload): payload.activation
        case .depthwiseConv2D(let payload): payload.activation
        case .fullyConnected(let payload): payload.activation
        case .pool2D(let payload): payload.activation
        case .binary(let payload): payload.acceptsActivation ? payload.activation : nil
        case .concatenation(let payload): payload.activation
        case .unary, .prelu, .softmax, .logSoftmax, .split, .pack, .pad, .slice, .reshape, .squeeze, .expandDims,
            .transpose, .reduce, .resize, .cast, .shape, .quantize, .dequantize:
            nil
        }
    }

    /// The same operator with another activation; nil where it cannot have one.
    package func withActivation(_ activation: FusedActivation) -> Operator? {
        switch self {
        case .conv2D(var payload):
            payload.activation = activation
            return .conv2D(payload)
        case .depthwiseConv2D(var payload):
            payload.activation = activation
            return .depthwiseConv2D(payload)
        case .fullyConnected(var payload):
            payload.activation = activation
            return .fullyConnected(payload)
        case .pool2D(var payload):
            payload.activation = activation
            return .pool2D(payload)
        case .binary(var payload):
            guard payload.acceptsActivation else { return nil }
            payload.activation = activation
            return .binary(payload)
        case .concatenation(var payload):
            payload.activation = activation
            return .concatenation(payload)
        case .unary, .prelu, .softmax, .logSoftmax, .split, .pack, .pad, .slice, .reshape, .squeeze, .expandDims,
            .transpose, .reduce, .resize, .cast, .shape, .quantize, .dequantize:
            return nil
        }
    }

    /// How the kernel of a convolution slides; nil for operators without a kernel.
    package var convolutionWindow: ConvolutionWindow? {
        switch self {
        case .conv2D(let conv):
            ConvolutionWindow(strides: conv.strides, dilations: conv.dilations, padding: conv.padding)
        case .depthwiseConv2D(let conv):
            ConvolutionWindow(strides: conv.strides, dilations: conv.dilations, padding: conv.padding)
        case .fullyConnected, .pool2D, .binary, .concatenation, .unary, .prelu, .softmax, .logSoftmax, .split, .pack,
            .pad, .slice, .reshape, .squeeze, .expandDims, .transpose, .reduce, .resize, .cast, .shape, .quantize,
            .dequantize:
            nil
        }
    }

    /// The same convolution with another padding; other operators as they are.
    package func withPadding(_ padding: Padding) -> Operator {
        switch self {
        case .conv2D(var conv):
            conv.padding = padding
            return .conv2D(conv)
        case .depthwiseConv2D(var conv):
            conv.padding = padding
            return .depthwiseConv2D(conv)
        case .fullyConnected, .pool2D, .binary, .concatenation, .unary, .prelu, .softmax, .logSoftmax, .split, .pack,
            .pad, .slice, .reshape, .squeeze, .expandDims, .transpose, .reduce, .resize, .cast, .shape, .quantize,
            .dequantize:
            return self
        }
    }

    /// Whether the operator only gives the elements of its input another shape.
    package var isReshaping: Bool {
        switch self {
        case .reshape, .squeeze, .expandDims: true
        case .conv2D, .depthwiseConv2D, .fullyConnected, .pool2D, .binary, .concatenation, .unary, .prelu, .softmax,
            .logSoftmax, .split, .pack, .pad, .slice, .transpose, .reduce, .resize, .cast, .shape, .quantize,
            .dequantize:
            false
        }
    }
}

/// How the kernel of a convolution slides over an image.
package struct ConvolutionWindow: Sendable, Hashable {
    package var strides: Pair
    package var dilations: Pair
    package var padding: Padding

    package init(strides: Pair, dilations: Pair, padding: Padding) {
        self.strides = strides
        self.dilations = dilations
        self.padding = padding
    }

    /// The two axes of `input` (NHWC) under a kernel whose axes 1 and 2 are its height and width.
    package func axes(
        input: Shape, kernel: Shape
    ) throws(GraphError) -> (height: WindowAxis, width: WindowAxis) {
        let height = try WindowAxis(
            inputSize: input[1], window: kernel[1], stride: strides.height, dilation: dilations.height,
            padding: padding)
        let width = try WindowAxis(
            inputSize: input[2], window: kernel[2], stride: strides.width, dilation: dilations.width, padding: padding)
        return (height, width)
    }
}
