import ModelIR

extension TensorData {
    /// The transpose of a float32 matrix of `rows` times `columns` elements.
    func transposed(rows: Int, columns: Int) -> TensorData {
        precondition(rows * columns == count)
        // A block's rows and columns stay in the nearest cache.
        let block = 16
        return TensorData(type: .float32, count: count) { destination in
            let destination = destination.bindMemory(to: Float.self)
            withElements(Float.self) { source in
                for firstRow in stride(from: 0, to: rows, by: block) {
                    for firstColumn in stride(from: 0, to: columns, by: block) {
                        for column in firstColumn..<min(firstColumn + block, columns) {
                            for row in firstRow..<min(firstRow + block, rows) {
                                destination[column * rows + row] = source[row * columns + column]
                            }
                        }
                    }
                }
            }
        }
    }
}
