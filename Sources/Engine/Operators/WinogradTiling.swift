import CKernels

/// How Winograd's convolution divides an output into tiles.
struct WinogradTiling {
    /// Outputs of a tile on each side.
    let side: Int
    /// Tiles of an image.
    let tiles: Int

    /// Products of a tile.
    var places: Int { qk_winograd_places(side) }

    /// As many multiplications as the time takes in which a weight comes from memory.
    private static let costOfWeight = 16
    private static let taps = 9

    /// What the convolution costs for each pair of an input and an output channel.
    private var cost: Int { places * (tiles + Self.costOfWeight) }

    private init(side: Int, of window: qk_window) {
        self.side = side
        tiles = withUnsafePointer(to: window) { qk_winograd_tiles($0, side) }
    }

    /// The cheaper of both sizes of tiles for a 3x3 window that slides pixel by pixel; nil where the definition is cheaper.
    ///
    /// Large tiles take fewer multiplications and more weights, and where they do not divide the image, more of them
    /// compute outputs that are not there.
    static func cheapest(for window: qk_window) -> WinogradTiling? {
        let small = WinogradTiling(side: 2, of: window)
        let large = WinogradTiling(side: 4, of: window)
        let best = large.cost < small.cost ? large : small
        let pixels = window.output_height * window.output_width
        return best.cost < taps * (pixels + costOfWeight) ? best : nil
    }
}
