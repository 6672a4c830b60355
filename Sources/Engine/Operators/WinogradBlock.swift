import CKernels

/// Some tiles of an image on their way through Winograd's convolution.
///
/// Between its stages they lie in memory of ``scratchElements(tiles:places:channels:columns:)``, which each stage is told.
struct WinogradBlock {
    let arguments: qk_f32_winograd
    let tiles: Range<Int>
    /// Transformed weights: panels of one place behind those of the one before.
    let panels: UnsafePointer<Float>
    let kernels: UnsafePointer<qk_kernels>

    private var places: Int { qk_winograd_places(arguments.side) }
    private var squareStride: Int { Self.placeStride(tiles: tiles.count, channels: arguments.channels) }
    private var productStride: Int { Self.placeStride(tiles: tiles.count, channels: arguments.columns) }

    /// A line of the cache between places: at a power of two from one another, all places of a tile would have to share a
    /// few lines of the first-level cache.
    private static let elementsBetweenPlaces = 16

    private static func placeStride(tiles: Int, channels: Int) -> Int { tiles * channels + elementsBetweenPlaces }

    static func scratchElements(tiles: Int, places: Int, channels: Int, columns: Int) -> Int {
        places * (placeStride(tiles: tiles, channels: channels) + placeStride(tiles: tiles, channels: columns))
    }

    private func squares(in scratch: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Float> { scratch }

    private func products(in scratch: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Float> {
        scratch + places * squareStride
    }

    /// All stages, one after the other, on the thread that calls.
    func compute(in scratch: UnsafeMutablePointer<Float>) {
        transformSquares(0..<tiles.count, in: scratch)
        multiply(0..<places, in: scratch)
        finish(0..<tiles.count, in: scratch)
    }

    /// A step for each stage, so that each thread reads only the weights of its places.
    func steps(in scratch: UnsafeMutablePointer<Float>) -> [Step] {
        let (channels, columns) = (arguments.channels, arguments.columns)
        let count = tiles.count
        let cost = count * places
        return [
            Step(unitCount: count, cost: cost * channels) { units, _ in transformSquares(units, in: scratch) },
            Step(unitCount: places, cost: cost * channels * columns) { units, _ in multiply(units, in: scratch) },
            Step(unitCount: count, cost: cost * columns) { units, _ in finish(units, in: scratch) },
        ]
    }

    /// Transforms the squares of some tiles, which are counted from the block's first.
    private func transformSquares(_ range: Range<Int>, in scratch: UnsafeMutablePointer<Float>) {
        let target = squares(in: scratch) + range.lowerBound * arguments.channels
        withUnsafePointer(to: arguments) {
            kernels.pointee.f32_winograd_squares($0, tilesOfImage(range), target, squareStride)
        }
    }

    /// Multiplies the squares by the weights of some places.
    private func multiply(_ places: Range<Int>, in scratch: UnsafeMutablePointer<Float>) {
        let (channels, columns) = (arguments.channels, arguments.columns)
        let (squares, products) = (squares(in: scratch), products(in: scratch))
        for place in places {
            var product = qk_f32_gemm(
                rows: tiles.count, columns: columns, depth: channels, a: squares + place * squareStride,
                a_stride: channels, b: panels + place * qk_gemm_packed_elements(columns, channels), bias: nil,
                residual: nil, residual_stride: 0, c: products + place * productStride, c_stride: columns,
                activation: Activation.none.kernelActivation)
            kernels.pointee.f32_gemm(
                &product, (0..<tiles.count).kernelRange, (0..<qk_gemm_panels(columns)).kernelRange)
        }
    }

    /// Makes outputs of the products of some tiles, which are counted from the block's first.
    private func finish(_ range: Range<Int>, in scratch: UnsafeMutablePointer<Float>) {
        let source = products(in: scratch) + range.lowerBound * arguments.columns
        withUnsafePointer(to: arguments) {
            kernels.pointee.f32_winograd_outputs($0, tilesOfImage(range), source, productStride)
        }
    }

    private func tilesOfImage(_ range: Range<Int>) -> qk_range {
        (tiles.lowerBound + range.lowerBound..<tiles.lowerBound + range.upperBound).kernelRange
    }
}
