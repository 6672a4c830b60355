import CKernels
import ModelIR

extension Lowering {
    /// The geometry of a window that slides over `input` and makes `output`, both NHWC.
    func window(
        input: ValueID, output: ValueID, size: Pair, strides: Pair, dilations: Pair = .one, padding: Padding,
        _ operation: Operation
    ) throws(EngineError) -> qk_window {
        let (from, to, borders) = (dimensions(input), dimensions(output), operation.borders)
        let (vertical, horizontal): (WindowAxis, WindowAxis)
        do {
            vertical = try WindowAxis(
                inputSize: from[1] + borders.top + borders.bottom, window: size.height, stride: strides.height,
                dilation: dilations.height, padding: padding)
            horizontal = try WindowAxis(
                inputSize: from[2] + borders.left + borders.right, window: size.width, stride: strides.width,
                dilation: dilations.width, padding: padding)
        } catch {
            throw EngineError(.invalidModel, error.message, at: operation.location)
        }
        return qk_window(
            input_height: from[1], input_width: from[2], output_height: to[1], output_width: to[2],
            kernel_height: size.height, kernel_width: size.width, stride_height: strides.height,
            stride_width: strides.width, dilation_height: dilations.height, dilation_width: dilations.width,
            pad_top: vertical.padBefore + borders.top, pad_left: horizontal.padBefore + borders.left)
    }
}

extension qk_window {
    /// All its numbers, to tell it from others.
    var numbers: [Int] {
        [
            input_height, input_width, output_height, output_width, kernel_height, kernel_width, stride_height,
            stride_width, dilation_height, dilation_width, pad_top, pad_left,
        ]
    }
}
