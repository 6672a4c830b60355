import CKernels

extension qk_window {
    /// A window with the output size that its padding gives.
    init(
        input: (height: Int, width: Int), kernel: (height: Int, width: Int), stride: (height: Int, width: Int),
        dilation: (height: Int, width: Int) = (1, 1), isSame: Bool
    ) {
        func axis(_ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> (output: Int, pad: Int)? {
            let extent = (kernel - 1) * dilation + 1
            guard isSame else { return size < extent ? nil : ((size - extent) / stride + 1, 0) }
            let output = (size + stride - 1) / stride
            return (output, max(0, (output - 1) * stride + extent - size) / 2)
        }
        let vertical = axis(input.height, kernel.height, stride.height, dilation.height) ?? (0, 0)
        let horizontal = axis(input.width, kernel.width, stride.width, dilation.width) ?? (0, 0)
        self.init(
            input_height: input.height, input_width: input.width, output_height: vertical.output,
            output_width: horizontal.output, kernel_height: kernel.height, kernel_width: kernel.width,
            stride_height: stride.height, stride_width: stride.width, dilation_height: dilation.height,
            dilation_width: dilation.width, pad_top: vertical.pad, pad_left: horizontal.pad)
    }

    /// Windows of real models and odd ones: borders on every side, windows larger than the image, dilation.
    static var samples: [qk_window] {
        var windows: [qk_window] = []
        for isSame in [true, false] {
            for input in [(1, 1), (2, 2), (7, 7), (9, 14), (8, 23), (3, 40)] {
                for kernel in [(1, 1), (2, 2), (3, 3), (5, 5), (1, 7), (4, 3)] {
                    for stride in [(1, 1), (2, 2), (1, 3)] {
                        windows.append(qk_window(input: input, kernel: kernel, stride: stride, isSame: isSame))
                    }
                    windows.append(
                        qk_window(input: input, kernel: kernel, stride: (1, 1), dilation: (2, 3), isSame: isSame))
                }
            }
        }
        return windows.filter { $0.output_height > 0 && $0.output_width > 0 }
    }

    /// Calls back with each tap inside the image: its place in the window and the pixel that it reads.
    func forEachTap(at pixel: Int, _ body: (_ tap: Int, _ source: Int) -> Void) {
        let (row, column) = (pixel / output_width, pixel % output_width)
        for i in 0..<kernel_height {
            for j in 0..<kernel_width {
                let y = row * stride_height + i * dilation_height - pad_top
                let x = column * stride_width + j * dilation_width - pad_left
                if (0..<input_height).contains(y) && (0..<input_width).contains(x) {
                    body(i * kernel_width + j, y * input_width + x)
                }
            }
        }
    }

    var inputPixels: Int { input_height * input_width }
    var outputPixels: Int { output_height * output_width }
    var taps: Int { kernel_height * kernel_width }
    var description: String {
        """
        input \(input_height)x\(input_width), kernel \(kernel_height)x\(kernel_width), \
        stride \(stride_height)x\(stride_width), dilation \(dilation_height)x\(dilation_width), \
        padding \(pad_top), \(pad_left)
        """
    }
}
