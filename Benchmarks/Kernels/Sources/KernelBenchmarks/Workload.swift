import CKernels

/// One layer of a model as its line in a shapes file describes it, with operands made up for it.
struct Workload {
    let name: String
    /// Multiply-accumulates of one run.
    let work: Int
    let run: () -> Void

    init(name: String, work: Int, run: @escaping () -> Void) {
        (self.name, self.work, self.run) = (name, work, run)
    }

    /// Reads a line; nil where it describes no layer.
    init?(line: Substring, kernels: qk_kernels) {
        let words = line.split(separator: " ")
        guard let kind = words.first, let activation = Self.activation(words[words.count - 1]) else { return nil }
        let numbers = words.compactMap { Int($0) }
        name = String(line)
        switch (kind, numbers.count) {
        case ("gemm", 3):
            let product = Product(rows: numbers[0], columns: numbers[1], depth: numbers[2], activation: activation)
            work = numbers[0] * numbers[1] * numbers[2]
            run = { product.run(kernels) }
        case ("conv", 6):
            let window = qk_window(size: (numbers[0], numbers[1]), kernel: numbers[4], stride: numbers[5])
            let (pixels, depth) = (window.output_height * window.output_width, numbers[4] * numbers[4] * numbers[2])
            let columns = numbers[3]
            let (image, output, bias) = (
                Operand<Float>(numbers[0] * numbers[1] * numbers[2]), Operand<Float>(pixels * columns),
                Operand<Float>(columns)
            )
            let weights = Operand<Float>(qk_gemm_packed_elements(columns, depth))
            work = pixels * columns * depth
            run = {
                var arguments = qk_f32_conv(
                    window: window, channels: numbers[2], columns: columns, input: image.start,
                    pixel_stride: numbers[2], b: weights.start, bias: bias.start, residual: nil, residual_stride: 0,
                    output: output.start, output_stride: columns, activation: activation)
                let panels = qk_range(begin: 0, end: qk_gemm_panels(columns))
                kernels.f32_conv(&arguments, qk_range(begin: 0, end: window.output_height), panels)
            }
        case ("depthwise", 5):
            let window = qk_window(size: (numbers[0], numbers[1]), kernel: numbers[3], stride: numbers[4])
            let channels = numbers[2]
            let pixels = window.output_height * window.output_width
            let (image, weights, bias) = (
                Operand<Float>(numbers[0] * numbers[1] * channels), Operand<Float>(numbers[3] * numbers[3] * channels),
                Operand<Float>(channels)
            )
            let output = Operand<Float>(pixels * channels)
            work = pixels * channels * numbers[3] * numbers[3]
            run = {
                var arguments = qk_f32_depthwise(
                    window: window, channels: channels, multiplier: 1, input: image.start, weights: weights.start,
                    bias: bias.start, output: output.start, row_sums: nil, activation: activation)
                kernels.f32_depthwise(&arguments, qk_range(begin: 0, end: window.output_height))
            }
        default: return nil
        }
    }

    private static func activation(_ name: Substring) -> qk_f32_activation? {
        switch name {
        case "none": .init(function: QK_FUNCTION_IDENTITY, alpha: 0, minimum: -.infinity, maximum: .infinity)
        case "relu": .init(function: QK_FUNCTION_IDENTITY, alpha: 0, minimum: 0, maximum: .infinity)
        case "relu6": .init(function: QK_FUNCTION_IDENTITY, alpha: 0, minimum: 0, maximum: 6)
        case "swish": .init(function: QK_FUNCTION_SWISH, alpha: 0, minimum: -.infinity, maximum: .infinity)
        case "hard-swish": .init(function: QK_FUNCTION_HARD_SWISH, alpha: 0, minimum: -.infinity, maximum: .infinity)
        case "logistic": .init(function: QK_FUNCTION_LOGISTIC, alpha: 0, minimum: -.infinity, maximum: .infinity)
        default: nil
        }
    }
}

/// An array of made-up numbers, aligned as the engine's arena is.
final class Operand<Element: BitwiseCopyable> {
    let start: UnsafeMutablePointer<Element>

    init(_ count: Int, _ element: (Int) -> Element) {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Element>.stride, alignment: 64)
        start = memory.bindMemory(to: Element.self, capacity: count)
        for index in 0..<count { start[index] = element(index) }
    }

    deinit { start.deallocate() }
}

extension Operand<Float> {
    convenience init(_ count: Int) { self.init(count) { Float($0 % 13) * 0.03 - 0.2 } }
}

/// A matrix product with its operands.
private final class Product {
    private let a: Operand<Float>
    private let b: Operand<Float>
    private let bias: Operand<Float>
    private let c: Operand<Float>
    private let (rows, columns, depth): (Int, Int, Int)
    private let activation: qk_f32_activation

    init(rows: Int, columns: Int, depth: Int, activation: qk_f32_activation) {
        (self.rows, self.columns, self.depth, self.activation) = (rows, columns, depth, activation)
        a = Operand<Float>(rows * depth)
        b = Operand<Float>(qk_gemm_packed_elements(columns, depth))
        bias = Operand<Float>(columns)
        c = Operand<Float>(rows * columns)
    }

    func run(_ kernels: qk_kernels) {
        var arguments = qk_f32_gemm(
            rows: rows, columns: columns, depth: depth, a: a.start, a_stride: depth, b: b.start, bias: bias.start,
            residual: nil, residual_stride: 0, c: c.start, c_stride: columns, activation: activation)
        let panels = qk_range(begin: 0, end: qk_gemm_panels(columns))
        kernels.f32_gemm(&arguments, qk_range(begin: 0, end: rows), panels)
    }
}

extension qk_window {
    /// A square window with the padding called SAME.
    init(size: (Int, Int), kernel: Int, stride: Int) {
        func axis(_ size: Int) -> (output: Int, pad: Int) {
            let output = (size + stride - 1) / stride
            return (output, max(0, (output - 1) * stride + kernel - size) / 2)
        }
        let (vertical, horizontal) = (axis(size.0), axis(size.1))
        self.init(
            input_height: size.0, input_width: size.1, output_height: vertical.output,
            output_width: horizontal.output, kernel_height: kernel, kernel_width: kernel, stride_height: stride,
            stride_width: stride, dilation_height: 1, dilation_width: 1, pad_top: vertical.pad,
            pad_left: horizontal.pad)
    }
}
