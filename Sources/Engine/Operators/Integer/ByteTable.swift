import CKernels

/// A function of one int8 as all of its results, at an address that stays.
final class ByteTable {
    /// `QK_TABLE_ELEMENTS` results by the bits of the argument, read as uint8.
    let elements: UnsafePointer<Int8>

    /// The table of a function.
    init(_ function: (Int8) -> Int8) {
        let results = UnsafeMutablePointer<Int8>.allocate(capacity: Int(QK_TABLE_ELEMENTS))
        for bits in UInt8.min...UInt8.max { (results + Int(bits)).initialize(to: function(Int8(bitPattern: bits))) }
        elements = UnsafePointer(results)
    }

    deinit { elements.deallocate() }

    subscript(argument: Int8) -> Int8 { elements[Int(UInt8(bitPattern: argument))] }

    /// The table of `next` applied to what this one gives.
    func followed(by next: ByteTable) -> ByteTable { ByteTable { next[self[$0]] } }
}
