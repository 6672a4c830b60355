import HDF5Format
import ModelIR
import Testing

@Suite struct HDF5Tests {
    /// The top folder of the repository.
    private let repository = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    @Test func `rows of a compressed data set are read in the type that is asked for`() throws {
        let file = try HDF5File("\(repository)/samples/digits.data.h5")
        let images = try file.root.dataset("x_test")
        let size = images.shape.dropFirst().reduce(1, *)
        #expect(images.shape.count == 4)

        let all = try images.read(as: .float32)
        #expect(all.count == images.count)
        let rows = try images.read(rows: 3..<5, as: .float32)
        #expect(rows.elements(as: Float.self) == Array(all.elements(as: Float.self)[3 * size..<5 * size]))
        #expect(try images.read(rows: 3..<5, as: .int64).elements(as: Int64.self).map { Float($0) } == rows.floats())
        #expect(try images.read(rows: 2..<2, as: .float32).count == 0)
        #expect(throws: HDF5Error.self) { try images.read(rows: 0..<images.shape[0] + 1, as: .float32) }
    }

    @Test func `attributes and objects are found by name`() throws {
        let root = try HDF5File("\(repository)/Tests/Fixtures/keras/by_hand.h5").root
        #expect(try root.string("keras_version") == "2.15.0")
        #expect(try root.string("absent") == nil)
        #expect(try root.contains("model_weights/first"))
        #expect(try !root.contains("model_weights/third"))
        let group = try root.group("model_weights")
        #expect(try group.strings("layer_names") == ["first", "second"])
        let error = #expect(throws: HDF5Error.self) { try group.group("third") }
        #expect(error?.description == "model_weights/third: does not exist")
        #expect(error?.byteOffset == group.byteOffset)
        #expect((1..<8728).contains(group.byteOffset) && group.byteOffset != root.byteOffset)
        #expect(throws: HDF5Error.self) { try group.dataset("first") }
        #expect(throws: HDF5Error.self) { try group.group("first/first/bias:0") }
        #expect(throws: HDF5Error.self) { try group.string("layer_names") }
    }

    @Test func `rows that lie together are told`() throws {
        let folder = "\(repository)/Tests/Fixtures/data/arrays"
        let root = try HDF5File("\(folder)/split.h5").root
        #expect(try root.dataset("x_train").rowsOfChunk == 7)
        #expect(try root.dataset("x_test").rowsOfChunk == nil)
        #expect(try HDF5File("\(folder)/pieces.h5").root.dataset("x").rowsOfChunk == 4)
    }
}
