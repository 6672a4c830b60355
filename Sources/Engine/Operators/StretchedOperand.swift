import ModelIR

/// An input of an operator that broadcasts, as its kernel reads it.
struct StretchedOperand {
    let value: ValueID
    /// The elements to read instead of the value's own.
    let repeated: Arena?
    let strides: AxisList

    /// The first element.
    func bytes(_ place: Placement) -> UnsafeMutableRawPointer { repeated?.bytes.baseAddress ?? place.bytes(value) }

    /// The first element of a float32 value.
    func floats(_ place: Placement) -> UnsafePointer<Float> {
        UnsafePointer(bytes(place).assumingMemoryBound(to: Float.self))
    }

    /// The first element of an int8 value.
    func signedBytes(_ place: Placement) -> UnsafePointer<Int8> {
        UnsafePointer(bytes(place).assumingMemoryBound(to: Int8.self))
    }
}

extension Lowering {
    /// How `value` is read when it is stretched to `sizes`.
    func stretchedOperand(_ value: ValueID, over sizes: [Int]) -> StretchedOperand {
        let strides = stretchedStrides(of: value, over: sizes)
        return repeatedConstant(value, strides, over: sizes)
            ?? StretchedOperand(value: value, repeated: nil, strides: AxisList(strides))
    }

    /// A short constant, the three channels of an image for example, repeated along the last axes, because kernels work
    /// on runs and one of three elements is slow; nil where that does not apply.
    private func repeatedConstant(_ value: ValueID, _ strides: [Int], over sizes: [Int]) -> StretchedOperand? {
        guard let data = program.graph[value].data, (2..<32).contains(data.count) else { return nil }
        var axis = sizes.count
        var count = 1
        while axis > 0, count < 64 {
            axis -= 1
            count *= sizes[axis]
        }
        guard (data.count + 1...1 << 14).contains(count), strides[..<axis].allSatisfy({ $0 == 0 }) else { return nil }
        let inner = Array(sizes[axis...])
        let size = data.type.byteCount
        let repeated = Arena(byteCount: count * size)
        data.withUnsafeBytes { elements in
            for index in 0..<count {
                var (rest, offset) = (index, 0)
                for (size, stride) in zip(inner, strides[axis...]).reversed() {
                    offset += rest % size * stride
                    rest /= size
                }
                let element = UnsafeRawBufferPointer(rebasing: elements[offset * size..<(offset + 1) * size])
                UnsafeMutableRawBufferPointer(rebasing: repeated.bytes[index * size..<(index + 1) * size])
                    .copyMemory(from: element)
            }
        }
        return StretchedOperand(
            value: value, repeated: repeated,
            strides: AxisList(Array(repeating: 0, count: axis) + denseStrides(inner)))
    }

    /// The strides with which a value is read when it is stretched to `sizes`.
    func stretchedStrides(of value: ValueID, over sizes: [Int]) -> [Int] {
        let own = dimensions(value)
        let dense = denseStrides(own)
        return sizes.indices.map { axis in
            let mine = axis - sizes.count + own.count
            return mine < 0 || own[mine] == 1 ? 0 : dense[mine]
        }
    }
}
