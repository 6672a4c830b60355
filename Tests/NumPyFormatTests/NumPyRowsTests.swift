import ModelIR
import NumPyFormat
import Testing

@Suite struct NumPyRowsTests {
    private func path(_ name: String) -> String {
        #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Fixtures/NumPy/\(name)"
    }

    @Test(arguments: ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"], ["little", "big"])
    func `rows are those of the whole array`(type: String, order: String) throws {
        let path = path("\(type)-\(order).npy")
        let whole = try NumPyFile.array(at: path)
        let rows = try NumPyArrays(path).rows(of: nil)
        #expect(rows.shape == whole.shape)
        #expect(rows.type == whole.type)
        let reader = try rows.reader()
        for row in [1, 0] {
            let data = try TensorData(type: rows.type, count: 3) { (bytes) throws(NumPyError) in
                try reader.read(rows: row..<row + 1, into: bytes)
            }
            #expect(data.floats() == Array(whole.floats()[row * 3..<row * 3 + 3]))
        }
    }

    @Test func `an archive is looked at entry by entry`() throws {
        let arrays = try NumPyArrays(path("stranger.npz"))
        #expect(arrays.names != nil)
        #expect(throws: NumPyError.self) { try arrays.rows(of: "absent") }
        #expect(throws: NumPyError.self) { try arrays.rows(of: nil) }
        #expect(throws: NumPyError.self) { try NumPyArrays(path("vector.npy")).rows(of: "x") }
        #expect(throws: NumPyError.self) { try NumPyArrays(path("make.py")) }
    }

    @Test(arguments: [
        ("scalar.npy", "is a single number"), ("complex.npy", "elements of type '<c8' cannot go into a model"),
        ("fortran.npy", "is stored column by column (Fortran order)"),
    ])
    func `what has no rows is refused`(name: String, message: String) throws {
        let arrays = try NumPyArrays(path(name))
        let error = #expect(throws: NumPyError.self) { try arrays.rows(of: nil) }
        #expect(error?.message.hasPrefix(message) == true)
        #expect(error?.location == path(name))
    }

    @Test func `text is read as strings`() throws {
        #expect(try NumPyArrays(path("text.npy")).strings(of: nil) == ["a", "b"])
        #expect(throws: NumPyError.self) { try NumPyArrays(path("object.npy")).strings(of: nil) }
        #expect(throws: NumPyError.self) { try NumPyArrays(path("vector.npy")).strings(of: nil) }
    }
}
