import CKernels
import ModelIR

/// Dense 3x3 windows by Winograd's convolution, with 4 or 2.25 multiplications for each output in place of 9.
extension Convolution {
    /// Fewer channels, and the transformations cost more than the products save.
    private static let fewestChannels = 32
    /// Weights of no more than this stay in the second-level cache of every thread, beside a block of tiles.
    private static let residentByteCount = 640 << 10
    private static let sharedBlockByteCount = 256 << 10
    /// What is transformed at once for each thread, so that it stays in the second-level cache while weights pass by.
    private static let blockByteCount = 900 << 10

    /// The tiles to compute this convolution by; nil where its window is another or Winograd's way is no gain.
    var winogradTiling: WinogradTiling? {
        let sizes = [
            window.kernel_height, window.kernel_width, window.stride_height, window.stride_width,
            window.dilation_height, window.dilation_width,
        ]
        guard
            groups == 1, sizes == [3, 3, 1, 1, 1, 1], min(inputChannels, outputChannels) >= Self.fewestChannels,
            lowering.type(kernel) == .float32
        else { return nil }
        return WinogradTiling.cheapest(for: window)
    }

    /// Blocks of tiles: their squares transformed, one product for each place, their outputs.
    ///
    /// Where the weights stay in the cache, threads share blocks and each has memory of its own for one; otherwise they share
    /// the places of one block after the other, so that each weight is read by one of them.
    func winogradPlan(_ tiling: WinogradTiling) -> StepPlan {
        let places = tiling.places
        let weightByteCount = places * inputChannels * columns * MemoryLayout<Float>.stride
        let sharesBlocks = weightByteCount <= Self.residentByteCount
        // Large weights are read once for all tiles: that they pass by more often would cost more than the caches save.
        let roomForAll = max(Self.blockByteCount * lowering.threadCount, weightByteCount)
        let room = sharesBlocks ? Self.sharedBlockByteCount : roomForAll
        // Each thread gets as many blocks.
        let multiple = sharesBlocks ? lowering.threadCount : 1
        let bytesOfTile = places * (inputChannels + columns) * MemoryLayout<Float>.stride
        let blocksOfImage = (tiling.tiles * bytesOfTile + room * multiple - 1) / (room * multiple) * multiple
        let tilesOfBlock = (tiling.tiles + blocksOfImage - 1) / blocksOfImage
        let elements = WinogradBlock.scratchElements(
            tiles: tilesOfBlock, places: places, channels: inputChannels, columns: columns)
        let panels = winogradPanels(side: tiling.side)
        var plan = plan { place in
            let scratch = place.scratch.assumingMemoryBound(to: Float.self)
            let blocks = (0..<images).flatMap { image in
                let arguments = winogradArguments(side: tiling.side, image: image, place)
                return stride(from: 0, to: tiling.tiles, by: tilesOfBlock).map { first in
                    WinogradBlock(
                        arguments: arguments, tiles: first..<min(tiling.tiles, first + tilesOfBlock), panels: panels,
                        kernels: lowering.kernels)
                }
            }
            guard sharesBlocks else { return blocks.flatMap { $0.steps(in: scratch) } }
            let step = Step(unitCount: blocks.count, cost: cost) { units, worker in
                for unit in units { blocks[unit].compute(in: scratch + worker * elements) }
            }
            return [step]
        }
        plan.scratchByteCount = elements * MemoryLayout<Float>.stride * multiple
        return plan
    }

    private func winogradPanels(side: Int) -> UnsafePointer<Float> {
        guard
            let panels = lowering.constants.winogradPanels(
                of: kernel, in: lowering.program.graph, side: side, columns: columns, channels: inputChannels)
        else { preconditionFailure("the kernel is a constant") }
        return panels
    }

    private func winogradArguments(side: Int, image: Int, _ place: Placement) -> qk_f32_winograd {
        let start = image * pixelsPerImage * columns
        return qk_f32_winograd(
            window: window, side: side, channels: inputChannels, columns: columns,
            input: place.floats(input) + image * window.input_height * window.input_width * inputChannels,
            bias: bias.map { UnsafePointer(place.floats($0)) },
            residual: residual.map { UnsafePointer(place.floats($0) + start) },
            output: place.floats(output) + start, activation: activation)
    }
}
