import CKernels
import ModelIR

/// Dense 3x3 windows by Winograd's convolution, with 4 multiplications for each output in place of 9.
extension Convolution {
    /// Fewer channels, and the transformations cost more than the products save.
    private static let fewestChannels = 32
    /// Fewer tiles, and reading the transformed weights, 16 numbers for 9, takes longer than the products.
    private static let fewestTiles = 16
    /// What is transformed at once for each thread, so that it stays in the second-level cache.
    private static let blockByteCount = 900 << 10

    /// Whether the window is 3x3 and slides pixel by pixel, over enough of them.
    var gainsByWinograd: Bool {
        let sizes = [
            window.kernel_height, window.kernel_width, window.stride_height, window.stride_width,
            window.dilation_height, window.dilation_width,
        ]
        return groups == 1 && sizes == [3, 3, 1, 1, 1, 1]
            && min(inputChannels, outputChannels) >= Self.fewestChannels && tiles >= Self.fewestTiles
            && lowering.type(kernel) == .float32
    }

    private var tiles: Int { withUnsafePointer(to: window) { qk_winograd_tiles($0) } }

    /// For each image, blocks of tiles: their squares transformed, one product for each place, their outputs.
    func winogradPlan() -> StepPlan {
        guard
            let panels = lowering.constants.winogradPanels(
                of: kernel, in: lowering.program.graph, columns: columns, channels: inputChannels)
        else { preconditionFailure("the kernel is a constant") }
        let places = Int(QK_WINOGRAD_PLACES)
        let bytesOfTile = places * (inputChannels + columns) * MemoryLayout<Float>.stride
        // Large weights are read once for all tiles: that they pass by more often would cost more than the caches save.
        let weightByteCount = places * inputChannels * columns * MemoryLayout<Float>.stride
        let room = max(Self.blockByteCount * lowering.threadCount, weightByteCount / 2)
        let blocks = (tiles * bytesOfTile + room - 1) / room
        let tilesOfBlock = (tiles + blocks - 1) / blocks
        var plan = plan { place in
            let squares = place.scratch.assumingMemoryBound(to: Float.self)
            return (0..<images).flatMap { image in
                stride(from: 0, to: tiles, by: tilesOfBlock).flatMap { first in
                    let block = first..<min(tiles, first + tilesOfBlock)
                    return steps(
                        of: block, image: image, panels: panels, squares: squares,
                        products: squares + places * tilesOfBlock * inputChannels, place)
                }
            }
        }
        plan.scratchByteCount = tilesOfBlock * bytesOfTile
        return plan
    }

    /// The steps of one block of tiles.
    private func steps(
        of block: Range<Int>, image: Int, panels: UnsafePointer<Float>, squares: UnsafeMutablePointer<Float>,
        products: UnsafeMutablePointer<Float>, _ place: Placement
    ) -> [Step] {
        let kernels = lowering.kernels.pointee
        let start = image * pixelsPerImage * columns
        let arguments = qk_f32_winograd(
            window: window, channels: inputChannels, columns: columns,
            input: place.floats(input) + image * window.input_height * window.input_width * inputChannels,
            bias: bias.map { UnsafePointer(place.floats($0)) },
            residual: residual.map { UnsafePointer(place.floats($0) + start) },
            output: place.floats(output) + start, activation: activation)
        let (channels, columns, places) = (inputChannels, columns, Int(QK_WINOGRAD_PLACES))
        let count = block.count
        func tiles(_ units: Range<Int>) -> qk_range {
            (block.lowerBound + units.lowerBound..<block.lowerBound + units.upperBound).kernelRange
        }
        let (transform, finish) = (kernels.f32_winograd_squares, kernels.f32_winograd_outputs)
        let product = kernels.f32_gemm
        let panelElements = qk_gemm_packed_elements(columns, channels)
        return [
            Step(unitCount: count, cost: count * places * channels) { units, _ in
                withUnsafePointer(to: arguments) {
                    transform($0, tiles(units), squares + units.lowerBound * channels, count * channels)
                }
            },
            Step(unitCount: places, cost: count * places * channels * columns) { units, _ in
                for unit in units {
                    var arguments = qk_f32_gemm(
                        rows: count, columns: columns, depth: channels, a: squares + unit * count * channels,
                        a_stride: channels, b: panels + unit * panelElements, bias: nil, residual: nil,
                        residual_stride: 0, c: products + unit * count * columns, c_stride: columns,
                        activation: Activation.none.kernelActivation)
                    product(&arguments, (0..<count).kernelRange, (0..<qk_gemm_panels(columns)).kernelRange)
                }
            },
            Step(unitCount: count, cost: count * places * columns) { units, _ in
                withUnsafePointer(to: arguments) {
                    finish($0, tiles(units), products + units.lowerBound * columns, count * columns)
                }
            },
        ]
    }
}
