import ModelIR

/// A constant that is still to be written in the layout of the kernels.
struct Packing {
    /// The constant, or the value that its operation makes.
    let value: ValueID
    /// Bytes that are written.
    let byteCount: Int
    /// Parts that can be written independently of one another.
    let unitCount: Int
    /// Bytes that it takes among others.
    var placeByteCount: Int { Arena.roundUp(byteCount) }
    /// Writes some of the units.
    let write: (Range<Int>) -> Void
}
