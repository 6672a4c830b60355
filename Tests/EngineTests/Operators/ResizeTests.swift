import Engine
import ModelIR
import Testing

@Suite struct ResizeTests {
    private func resize(_ row: [Float], to width: Int, _ resize: Resize) throws -> [Float]? {
        var resize = resize
        resize.size = Pair(height: 1, width: width)
        let model = try Model(graph: graph(of: .resize(resize), inputs: [Shape([1, 1, row.count, 1])]))
        let input = Tensor(shape: [1, 1, row.count, 1], row)
        return try Session(model: model).run(["x0": input])["y0"]?.floats()
    }

    // Expected numbers are LiteRT's.
    @Test func nearest() throws {
        let row: [Float] = [0, 10, 20, 30]
        let size = Pair(1)
        #expect(
            try resize(row, to: 6, Resize(method: .nearest, size: size))
                == [0, 0, 10, 20, 20, 30])
        #expect(
            try resize(row, to: 6, Resize(method: .nearest, size: size, alignsCorners: true))
                == [0, 10, 10, 20, 20, 30])
        #expect(
            try resize(row, to: 6, Resize(method: .nearest, size: size, usesHalfPixelCenters: true))
                == [0, 10, 10, 20, 30, 30])
        #expect(try resize(row, to: 3, Resize(method: .nearest, size: size)) == [0, 10, 20])
    }

    @Test func bilinear() throws {
        let row: [Float] = [0, 10, 20, 30]
        let size = Pair(1)
        #expect(
            try resize(row, to: 8, Resize(method: .bilinear, size: size)) == [0, 5, 10, 15, 20, 25, 30, 30])
        #expect(
            try resize(row, to: 7, Resize(method: .bilinear, size: size, alignsCorners: true))
                == [0, 5, 10, 15, 20, 25, 30])
        #expect(
            try resize(row, to: 8, Resize(method: .bilinear, size: size, usesHalfPixelCenters: true))
                == [0, 2.5, 7.5, 12.5, 17.5, 22.5, 27.5, 30])
        #expect(
            try resize(row, to: 2, Resize(method: .bilinear, size: size, usesHalfPixelCenters: true)) == [5, 25])
    }

    /// Rows and columns are resized alike, for every channel and image of the batch.
    @Test(arguments: Resize.Method.allCases) func bothAxes(_ method: Resize.Method) throws {
        var random = Seeded(1)
        let input = Grid([2, 3, 4, 5], random.floats(120))
        let op = Resize(method: method, size: Pair(height: 7, width: 6))
        func position(_ index: Int, _ from: Int, _ to: Int) -> Float { Float(index) * Float(from) / Float(to) }
        let expected = Grid.make([2, 7, 6, 5]) { index in
            let (y, x) = (position(index[1], 3, 7), position(index[2], 4, 6))
            func pixel(_ row: Int, _ column: Int) -> Float { input[[index[0], min(row, 2), min(column, 3), index[3]]] }
            guard method == .bilinear else { return pixel(Int(y), Int(x)) }
            let (down, along) = (y - y.rounded(.down), x - x.rounded(.down))
            let upper = pixel(Int(y), Int(x)) * (1 - along) + pixel(Int(y), Int(x) + 1) * along
            let lower = pixel(Int(y) + 1, Int(x)) * (1 - along) + pixel(Int(y) + 1, Int(x) + 1) * along
            return upper * (1 - down) + lower * down
        }
        #expect(try deviation(of: .resize(op), inputs: [input], from: [expected], isBatchFree: true) < 2e-6)
    }
}
