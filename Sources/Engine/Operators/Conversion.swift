import ModelIR

/// Conversions between element types.
enum Conversion {
    /// Converts the elements of a range; floats lose their fraction, numbers out of range become the nearest bound.
    static func cast(
        _ elements: Range<Int>, from source: UnsafeRawPointer, _ from: ElementType,
        to target: UnsafeMutableRawPointer, _ to: ElementType
    ) {
        func integers<Source: FixedWidthInteger>(_: Source.Type) {
            let source = source.assumingMemoryBound(to: Source.self)
            store(elements, target, to, float: { Float(source[$0]) }, double: { Double(source[$0]) }) {
                Int64(truncatingIfNeeded: source[$0])
            }
        }
        func reals(_ read: (Int) -> Double) {
            store(elements, target, to, float: { Float(read($0)) }, double: read) { Int64(saturating: read($0)) }
        }
        switch from {
        case .int8: integers(Int8.self)
        case .uint8: integers(UInt8.self)
        case .int16: integers(Int16.self)
        case .int32: integers(Int32.self)
        case .int64: integers(Int64.self)
        case .bool:
            let source = source.assumingMemoryBound(to: UInt8.self)
            store(elements, target, to, float: { source[$0] == 0 ? 0 : 1 }, double: { source[$0] == 0 ? 0 : 1 }) {
                source[$0] == 0 ? 0 : 1
            }
        case .float32:
            let source = source.assumingMemoryBound(to: Float.self)
            reals { Double(source[$0]) }
        case .float64:
            let source = source.assumingMemoryBound(to: Double.self)
            reals { source[$0] }
        case .float16:
            let source = source.assumingMemoryBound(to: UInt16.self)
            reals { Double(Float(float16Bits: source[$0])) }
        }
    }

    /// Stores elements as `type`, from whichever reading loses nothing.
    @inline(__always)
    private static func store(
        _ elements: Range<Int>, _ target: UnsafeMutableRawPointer, _ type: ElementType, float: (Int) -> Float,
        double: (Int) -> Double, integer: (Int) -> Int64
    ) {
        func integers<Target: FixedWidthInteger>(_: Target.Type) {
            let target = target.assumingMemoryBound(to: Target.self)
            for index in elements { target[index] = Target(clamping: integer(index)) }
        }
        switch type {
        case .float32:
            let target = target.assumingMemoryBound(to: Float.self)
            for index in elements { target[index] = float(index) }
        case .float64:
            let target = target.assumingMemoryBound(to: Double.self)
            for index in elements { target[index] = double(index) }
        case .float16:
            let target = target.assumingMemoryBound(to: UInt16.self)
            for index in elements { target[index] = float(index).float16Bits }
        case .int8: integers(Int8.self)
        case .uint8: integers(UInt8.self)
        case .int16: integers(Int16.self)
        case .int32: integers(Int32.self)
        case .int64: integers(Int64.self)
        case .bool:
            let target = target.assumingMemoryBound(to: UInt8.self)
            for index in elements { target[index] = double(index) == 0 ? 0 : 1 }
        }
    }
}
