import ModelIR

/// The bounds of a STRIDED_SLICE as a file has them.
struct StridedSliceBounds {
    let begin: [Int]
    let end: [Int]
    let strides: [Int]
    let beginMask: Int32
    let endMask: Int32
    let ellipsisMask: Int32
    let newAxisMask: Int32
    let shrinkAxisMask: Int32
    /// Whether `end` counts from `begin`.
    let isOffset: Bool

    /// The same with one range for each axis, non-negative bounds and no masks.
    func slice(of shape: Shape) throws(TFLiteError) -> Slice {
        guard begin.count == end.count, begin.count == strides.count, begin.count <= 32 else {
            throw TFLiteError(
                .malformed, "has \(begin.count) begins, \(end.count) ends and \(strides.count) strides")
        }
        guard newAxisMask == 0 else {
            throw TFLiteError(.unsupported, "adds an axis, which is only supported as an operator of its own")
        }
        let ellipsisAxes = shape.rank - begin.count + (ellipsisMask.nonzeroBitCount == 1 ? 1 : 0)
        guard ellipsisMask.nonzeroBitCount <= 1, ellipsisMask >> begin.count == 0, ellipsisAxes >= 0 else {
            throw TFLiteError(.malformed, "has \(begin.count) bounds for \(shape)")
        }
        var ranges: [Slice.Range?] = []
        var removedAxes: Set<Int> = []
        for index in begin.indices {
            if isSet(ellipsisMask, index) {
                ranges.append(contentsOf: Array(repeating: nil, count: ellipsisAxes))
                continue
            }
            let axis = ranges.count
            guard axis < shape.rank else { throw TFLiteError(.malformed, "has more bounds than \(shape) has axes") }
            let isRemoved = isSet(shrinkAxisMask, index)
            if isRemoved { removedAxes.insert(axis) }
            ranges.append(try range(index, size: shape[axis], isRemoved: isRemoved))
            if axis == 0 && shape.isBatchFree { ranges[0] = try wholeBatch(index) }
        }
        ranges.append(contentsOf: Array(repeating: nil, count: shape.rank - ranges.count))
        return Slice(ranges: ranges, removedAxes: removedAxes)
    }

    private func isSet(_ mask: Int32, _ index: Int) -> Bool { mask >> index & 1 == 1 }

    /// The range along an axis of `size` elements; nil takes all of them.
    private func range(_ index: Int, size: Int, isRemoved: Bool) throws(TFLiteError) -> Slice.Range? {
        func position(_ bound: Int) -> Int { min(max(bound < 0 ? bound + size : bound, 0), size) }
        if isRemoved {
            let start = begin[index] < 0 ? begin[index] + size : begin[index]
            guard (0..<size).contains(start) else {
                throw TFLiteError(.malformed, "takes element \(begin[index]) of an axis that has \(size)")
            }
            return Slice.Range(start: start, end: start + 1)
        }
        guard strides[index] > 0 else {
            throw TFLiteError(.unsupported, "has stride \(strides[index]); only positive ones are supported")
        }
        let start = isSet(beginMask, index) ? 0 : position(begin[index])
        let end = isSet(endMask, index) ? size : position(isOffset ? begin[index] + end[index] : end[index])
        guard start < end else { throw TFLiteError(.malformed, "takes no element of an axis") }
        let isWhole = start == 0 && end == size && strides[index] == 1
        return isWhole ? nil : Slice.Range(start: start, end: end, stride: strides[index])
    }

    /// Checks that the range takes the whole batch, whatever its size.
    private func wholeBatch(_ index: Int) throws(TFLiteError) -> Slice.Range? {
        let startsAtFirst = isSet(beginMask, index) || begin[index] == 0
        let endsAtLast = isSet(endMask, index) || end[index] == Int(Int32.max)
        guard startsAtFirst, endsAtLast, strides[index] == 1, !isSet(shrinkAxisMask, index) else {
            throw TFLiteError(.shapeConflict, "takes a part of a batch whose size is open")
        }
        return nil
    }
}
