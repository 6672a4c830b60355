import ModelIR

/// Reads the classes of samples from an array of class numbers (n) or (n, 1), or of one-hot rows (n, classes).
struct LabelReader {
    let source: any SampleSource
    /// Nil for a model that does not tell classes apart.
    let classCount: Int?

    /// Bytes that are read at a time.
    private static let blockByteCount = 1 << 20

    /// The class of each of `count` samples; nil where the model does not tell classes apart and the array holds
    /// something else than class numbers.
    func labels(count: Int) throws(DataError) -> [Int]? {
        guard source.count == count else {
            throw DataError(
                .mismatch, "holds \(source.count) labels, but there are \(count) samples", at: source.location)
        }
        let width = source.elementCount
        guard source.shape.count <= 2, width == 1 || width == classCount else {
            guard let classCount else { return nil }
            throw DataError(
                .badLabels,
                "has shape \(Shape(source.shape)); labels are class numbers of shape (\(count)) or one-hot rows of "
                    + "shape (\(count), \(classCount))", at: source.location)
        }
        guard classCount != nil || !source.type.isFloatingPoint else { return nil }
        let reader = try source.reader()
        var labels: [Int] = []
        labels.reserveCapacity(count)
        let block = max(1, LabelReader.blockByteCount / max(1, source.sampleByteCount))
        for first in stride(from: 0, to: count, by: block) {
            let rows = first..<min(first + block, count)
            let data = try TensorData(type: source.type, count: rows.count * width) { (bytes) throws(DataError) in
                try reader.read(ArraySlice(rows), into: bytes)
            }
            if let integers = data.integers() {
                guard classCount != nil || integers.allSatisfy({ $0 >= 0 }) else { return nil }
                try append(integers, width: width, to: &labels) { $0 }
            } else if case .float64 = data.type {
                try append(data.elements(as: Double.self), width: width, to: &labels) { Int(exactly: $0) }
            } else {
                try append(data.floats(), width: width, to: &labels) { Int(exactly: $0) }
            }
        }
        return labels
    }

    private func append<Element>(
        _ elements: [Element], width: Int, to labels: inout [Int], _ integer: (Element) -> Int?
    ) throws(DataError) {
        for start in stride(from: 0, to: elements.count, by: width) {
            if width == 1 {
                labels.append(try classNumber(integer(elements[start]), written: elements[start], sample: labels.count))
                continue
            }
            let row = elements[start..<start + width].map(integer)
            guard let label = row.firstIndex(of: 1), row.indices.allSatisfy({ row[$0] == ($0 == label ? 1 : 0) }) else {
                throw DataError(
                    .badLabels, "row \(labels.count) is not one-hot, a single 1 among zeros", at: source.location)
            }
            labels.append(label)
        }
    }

    private func classNumber<Element>(
        _ number: Int?, written element: Element, sample: Int
    ) throws(DataError) -> Int {
        guard let number else {
            throw DataError(
                .badLabels, "label \(element) of sample \(sample) is no class number", at: source.location)
        }
        guard number >= 0, number < classCount ?? .max else {
            let classes = classCount.map { " of the model (0 to \($0 - 1))" } ?? ""
            throw DataError(
                .badLabels, "label \(number) of sample \(sample) is none of the classes\(classes)",
                at: source.location)
        }
        return number
    }
}
