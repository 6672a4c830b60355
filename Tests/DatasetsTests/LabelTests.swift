import Datasets
import ModelIR
import NumPyFormat
import Testing

@Suite struct LabelTests {
    private let folder = TemporaryFolder()

    /// The labels of a set of three samples, written as `y`.
    private func labels(_ y: Tensor, classCount: Int?) throws -> [Int]? {
        let path = folder.file("set.npz")
        try NumPyFile.write(["x": Tensor(shape: [3, 2], [1, 2, 3, 4, 5, 6] as [Float]), "y": y], to: path)
        let inputs = [DataInput(name: "in", shape: [2], type: .float32)]
        return try DataSet.open(path, inputs: inputs, classCount: classCount).requireTest().labels
    }

    @Test func `class numbers of every type are read`() throws {
        let numbers = [2, 0, 1]
        let forms: [Tensor] = [
            Tensor(shape: [3], numbers.map { UInt8($0) }), Tensor(shape: [3], numbers.map { Int8($0) }),
            Tensor(shape: [3, 1], numbers.map { Int16($0) }), Tensor(shape: [3], numbers.map { Int32($0) }),
            Tensor(shape: [3, 1], numbers.map { Int64($0) }), Tensor(shape: [3], numbers.map { Float($0) }),
            Tensor(shape: [3, 1], numbers.map { Double($0) }),
        ]
        for form in forms { #expect(try labels(form, classCount: 3) == numbers, "\(form.type) \(form.shape)") }
    }

    @Test func `one-hot rows are read`() throws {
        let rows = [0, 0, 1, 1, 0, 0, 0, 1, 0]
        #expect(try labels(Tensor(shape: [3, 3], rows.map { Float($0) }), classCount: 3) == [2, 0, 1])
        #expect(try labels(Tensor(shape: [3, 3], rows.map { UInt8($0) }), classCount: 3) == [2, 0, 1])
    }

    @Test func `two classes may be told apart by one number`() throws {
        #expect(try labels(Tensor(shape: [3, 1], [0, 1, 1] as [Float]), classCount: 1) == [0, 1, 1])
        #expect(try labels(Tensor(shape: [3, 2], [0, 1, 1, 0, 0, 1] as [Float]), classCount: 1) == [1, 0, 1])
    }

    @Test func `other targets are no labels`() throws {
        #expect(try labels(Tensor(shape: [3], [0.5, 1, 2] as [Float]), classCount: nil) == nil)
        #expect(try labels(Tensor(shape: [3, 2], [1, 2, 3, 4, 5, 6] as [Int32]), classCount: nil) == nil)
        #expect(try labels(Tensor(shape: [3], [0, -4, 1] as [Int32]), classCount: nil) == nil)
        #expect(try labels(Tensor(shape: [3], [7, 4, 1] as [Int32]), classCount: nil) == [7, 4, 1])
    }

    @Test(arguments: [
        (Tensor(shape: [3], [0, 3, 1] as [Int32]), "label 3 of sample 1 is none of the classes of the model (0 to 2)"),
        (
            Tensor(shape: [3], [0, 1, -1] as [Int8]),
            "label -1 of sample 2 is none of the classes of the model (0 to 2)"
        ),
        (Tensor(shape: [3], [0, 0.5, 1] as [Float]), "label 0.5 of sample 1 is no class number"),
        (Tensor(shape: [3], [0, .nan, 1] as [Float]), "label nan of sample 1 is no class number"),
        (
            Tensor(shape: [3, 3], [1, 0, 0, 0.5, 0.5, 0, 1, 0, 0] as [Float]),
            "row 1 is not one-hot, a single 1 among zeros"
        ),
        (
            Tensor(shape: [3, 3], [1, 0, 0, 1, 0, 0, 1, 1, 0] as [Int64]),
            "row 2 is not one-hot, a single 1 among zeros"
        ),
        (
            Tensor(shape: [3, 2], [1, 0, 0, 1, 1, 0] as [Float]),
            "has shape (3, 2); labels are class numbers of shape (3) or one-hot rows of shape (3, 3)"
        ),
        (Tensor(shape: [2], [1, 0] as [Int32]), "holds 2 labels, but there are 3 samples"),
    ])
    func `wrong labels are refused`(y: Tensor, message: String) throws {
        let error = try #require(dataError { try labels(y, classCount: 3) })
        #expect(error.message == message)
        #expect(error.location?.hasSuffix("set.npz: array 'y'") == true)
        #expect(error.kind == .badData)
    }
}
