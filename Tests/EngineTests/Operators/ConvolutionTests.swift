import Engine
import ModelIR
import Testing

/// CONV_2D and DEPTHWISE_CONV_2D by their definition.
private func convolve(
    _ input: Grid, kernel: Grid, bias: Grid?, strides: Pair, dilations: Pair, padding: Padding, multiplier: Int?
) throws -> Grid {
    let (height, width) = (kernel.shape[1], kernel.shape[2])
    let rows = try WindowAxis(
        inputSize: input.shape[1], window: height, stride: strides.height, dilation: dilations.height, padding: padding)
    let columns = try WindowAxis(
        inputSize: input.shape[2], window: width, stride: strides.width, dilation: dilations.width, padding: padding)
    let outputs = multiplier == nil ? kernel.shape[0] : kernel.shape[3]
    let groups = input.shape[3] / kernel.shape[3]
    return Grid.make([input.shape[0], rows.outputSize, columns.outputSize, outputs]) { index in
        var sum = Double(bias?.elements[index[3]] ?? 0)
        for i in 0..<height {
            for j in 0..<width {
                let y = index[1] * strides.height + i * dilations.height - rows.padBefore
                let x = index[2] * strides.width + j * dilations.width - columns.padBefore
                guard (0..<input.shape[1]).contains(y), (0..<input.shape[2]).contains(x) else { continue }
                if let multiplier {
                    sum += Double(input[[index[0], y, x, index[3] / multiplier]] * kernel[[0, i, j, index[3]]])
                } else {
                    let first = index[3] * groups / outputs * kernel.shape[3]
                    for channel in 0..<kernel.shape[3] {
                        sum += Double(input[[index[0], y, x, first + channel]] * kernel[[index[3], i, j, channel]])
                    }
                }
            }
        }
        return Float(sum)
    }
}

@Suite struct ConvolutionTests {
    struct Case: CustomStringConvertible {
        var image: [Int]
        var kernel: Pair
        var strides = Pair.one
        var dilations = Pair.one
        var padding = Padding.same

        var description: String { "\(image) \(kernel) strides \(strides) dilations \(dilations) \(padding)" }
    }

    static let cases: [Case] = {
        var cases: [Case] = []
        for image in [[1, 1], [3, 5], [7, 6]] {
            for kernel in [Pair(1), Pair(3), Pair(height: 2, width: 5)] {
                for strides in [Pair.one, Pair(2), Pair(height: 1, width: 3)] {
                    for dilations in [Pair.one, Pair(2)] {
                        for padding in Padding.allCases {
                            if strides != .one && dilations != .one { continue }
                            let rows = (kernel.height - 1) * dilations.height + 1
                            let columns = (kernel.width - 1) * dilations.width + 1
                            if padding == .valid && (image[0] < rows || image[1] < columns) { continue }
                            cases.append(
                                Case(
                                    image: image, kernel: kernel, strides: strides, dilations: dilations,
                                    padding: padding))
                        }
                    }
                }
            }
        }
        return cases
    }()

    @Test(arguments: cases) func conv2D(_ test: Case) throws {
        var random = Seeded(1)
        for (batch, channels, outputs) in [(1, 1, 1), (2, 3, 17), (3, 16, 5)] {
            let input = Grid([batch] + test.image + [channels], random.floats(batch * test.image.reduce(channels, *)))
            let kernelShape = [outputs, test.kernel.height, test.kernel.width, channels]
            let kernel = Grid(kernelShape, random.floats(kernelShape.reduce(1, *)))
            let bias = Grid([outputs], random.floats(outputs))
            let expected = try convolve(
                input, kernel: kernel, bias: bias, strides: test.strides, dilations: test.dilations,
                padding: test.padding, multiplier: nil)
            let op = Operator.conv2D(
                Conv2D(strides: test.strides, dilations: test.dilations, padding: test.padding))
            #expect(
                try deviation(
                    of: op, inputs: [input], constants: [kernel, bias], from: [expected], isBatchFree: true) < 2e-5)
        }
    }

    @Test(arguments: cases) func depthwise(_ test: Case) throws {
        var random = Seeded(2)
        for (batch, channels, multiplier) in [(1, 1, 1), (2, 19, 1), (1, 3, 2), (2, 8, 3)] {
            let input = Grid([batch] + test.image + [channels], random.floats(batch * test.image.reduce(channels, *)))
            let kernelShape = [1, test.kernel.height, test.kernel.width, channels * multiplier]
            let kernel = Grid(kernelShape, random.floats(kernelShape.reduce(1, *)))
            let expected = try convolve(
                input, kernel: kernel, bias: nil, strides: test.strides, dilations: test.dilations,
                padding: test.padding, multiplier: multiplier)
            let op = Operator.depthwiseConv2D(
                DepthwiseConv2D(
                    strides: test.strides, dilations: test.dilations, padding: test.padding,
                    depthMultiplier: multiplier))
            #expect(
                try deviation(of: op, inputs: [input], constants: [kernel], from: [expected], isBatchFree: true) < 2e-5)
        }
    }

    @Test(arguments: [2, 4, 12]) func groups(_ groups: Int) throws {
        var random = Seeded(3)
        let input = Grid([2, 5, 4, 12], random.floats(2 * 5 * 4 * 12))
        for size in [1, 3] {
            let kernelShape = [24, size, size, 12 / groups]
            let kernel = Grid(kernelShape, random.floats(kernelShape.reduce(1, *)))
            let bias = Grid([24], random.floats(24))
            let expected = try convolve(
                input, kernel: kernel, bias: bias, strides: .one, dilations: .one, padding: .same, multiplier: nil)
            #expect(
                try deviation(
                    of: .conv2D(Conv2D(padding: .same)), inputs: [input], constants: [kernel, bias], from: [expected])
                    < 2e-5)
        }
    }

    @Test(arguments: FusedActivation.allCases) func activation(_ activation: FusedActivation) throws {
        var random = Seeded(4)
        let input = Grid([1, 4, 4, 9], random.floats(144))
        let kernel = Grid([7, 3, 3, 9], random.floats(567))
        var expected = try convolve(
            input, kernel: kernel, bias: nil, strides: .one, dilations: .one, padding: .same, multiplier: nil)
        expected.elements = expected.elements.map {
            min(max($0, activation.range.lowerBound), activation.range.upperBound)
        }
        let op = Operator.conv2D(Conv2D(padding: .same, activation: activation))
        #expect(try deviation(of: op, inputs: [input], constants: [kernel], from: [expected]) < 2e-5)
    }

    /// More windows than scratch memory holds at once, and more channels than one panel.
    @Test func manyWindows() throws {
        var random = Seeded(5)
        let input = Grid([1, 20, 20, 24], random.floats(9600))
        let kernel = Grid([20, 3, 3, 24], random.floats(4320))
        let expected = try convolve(
            input, kernel: kernel, bias: nil, strides: .one, dilations: .one, padding: .same, multiplier: nil)
        let worst = try deviation(
            of: .conv2D(Conv2D(padding: .same)), inputs: [input], constants: [kernel], from: [expected])
        #expect(worst < 5e-5)
    }

    /// Dense windows over enough channels and pixels for Winograd's convolution: two cases of small tiles, and of large ones in
    /// several blocks that threads share, and in one block because of its weights.
    @Test(
        arguments: [
            ([2, 11, 13, 32], 40), ([1, 12, 12, 35], 33), ([2, 25, 23, 64], 64), ([1, 21, 18, 70], 69),
        ], Padding.allCases)
    func winograd(_ size: (shape: [Int], outputs: Int), _ padding: Padding) throws {
        var random = Seeded(6)
        let channels = size.shape[3]
        let input = Grid(size.shape, random.floats(size.shape.reduce(1, *)))
        let kernel = Grid([size.outputs, 3, 3, channels], random.floats(size.outputs * 9 * channels, in: -0.05...0.05))
        let bias = Grid([size.outputs], random.floats(size.outputs))
        var expected = try convolve(
            input, kernel: kernel, bias: bias, strides: .one, dilations: .one, padding: padding, multiplier: nil)
        expected.elements = expected.elements.map { max($0, 0) }
        let op = Operator.conv2D(Conv2D(padding: padding, activation: .relu))
        #expect(try deviation(of: op, inputs: [input], constants: [kernel, bias], from: [expected]) < 1e-5)
    }

    /// Winograd's convolution is about as exact as the direct sum, which a column of zeros makes of the same windows, and
    /// half as exact with large tiles, for images after ReLU and weights that keep their variance.
    @Test(arguments: [(size: 12, factor: 2 as Float), (size: 16, factor: 4)])
    func winogradIsAsExact(_ size: Int, factor: Float) throws {
        var random = Seeded(7)
        let (channels, outputs) = (256, 32)
        let input = Grid([1, size, size, channels], random.floats(size * size * channels).map { max($0, 0) })
        let bound = (3 / Float(9 * channels)).squareRoot()
        let kernel = Grid([outputs, 3, 3, channels], random.floats(outputs * 9 * channels, in: -bound...bound))
        let wider = Grid.make([outputs, 3, 4, channels]) { index in index[2] < 3 ? kernel[index] : 0 }
        let expected = try convolve(
            input, kernel: kernel, bias: nil, strides: .one, dilations: .one, padding: .same, multiplier: nil)
        let op = Operator.conv2D(Conv2D(padding: .same))
        let winograd = try deviation(of: op, inputs: [input], constants: [kernel], from: [expected])
        let direct = try deviation(of: op, inputs: [input], constants: [wider], from: [expected])
        #expect(winograd < 1e-5)
        #expect(winograd < factor * direct, "directly \(direct)")
    }

    @Test func kernelMustBeConstant() throws {
        let model = try Model(
            graph: graph(of: .conv2D(Conv2D(padding: .same)), inputs: [Shape([1, 4, 4, 2]), Shape([3, 1, 1, 2])]))
        let error = #expect(throws: EngineError.self) { _ = try Session(model: model) }
        #expect(error?.description == "CONV_2D of layer 'layer': the kernel must be a constant")
    }
}
