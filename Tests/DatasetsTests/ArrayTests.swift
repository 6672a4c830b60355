import Datasets
import ModelIR
import NumPyFormat
import Testing

@Suite struct ArrayTests {
    private let training = try? NumPyFile.arrays(at: Fixtures.path("arrays/several.npz"))["x_image"]?.floats()

    @Test(arguments: ["split.h5", "stored.npz", "deflated.npz"])
    func `both parts, labels and class names are found`(name: String) throws {
        let set = try DataSet.open(Fixtures.path("arrays/\(name)"), inputs: Fixtures.small, classCount: 3)
        #expect(set.isSplit)
        #expect(set.classNames == ["ape", "bär", "cat"])
        let (training, test) = (try set.requireTraining(), try set.requireTest())
        #expect((training.count, test.count) == (30, 11))
        #expect(training.labels == (0..<30).map { $0 % 3 })
        #expect(test.labels == (0..<11).map { $0 % 3 })
        #expect(try training.floats() == self.training)
        #expect((training.name, test.name) == ("x_train", "x_test"))
    }

    @Test(arguments: ["split.h5", "pieces.h5", "stored.npz", "deflated.npz", "odd.npz", "inputs.npy", "half.h5"])
    func `any samples are read in any batches`(name: String) throws {
        let set = try DataSet.open(Fixtures.path("arrays/\(name)"), inputs: Fixtures.small, classCount: nil)
        let part = try set.requireTraining()
        let scale: Float = name == "half.h5" ? 1 / 256 : 1
        for (indices, size) in [
            (Array(0..<30), 1), (Array(0..<30), 7), (Array(0..<30), 100), ([3, 4, 9, 20, 21, 22, 29], 3),
            ([29, 0, 0, 15], 3), ([], 5),
        ] {
            let expected = indices.flatMap { (training ?? [])[$0 * 20..<$0 * 20 + 20].map { $0 * scale } }
            #expect(try part.floats(indices, size: size) == expected, "\(indices) by \(size)")
        }
        var batches = part.batches(of: [1, 2, 5], size: 2)
        let batch = try #require(try batches.next())
        #expect(batch.indices == [1, 2])
        #expect(batch.inputs["image"]?.shape == [2, 4, 5, 1])
        #expect(try batches.next()?.indices == [5])
        #expect(try batches.next() == nil)
    }

    @Test func `numbers keep their type where a tensor has it`() throws {
        func type(_ name: String) throws -> ElementType? {
            let set = try DataSet.open(Fixtures.path("arrays/\(name)"), inputs: Fixtures.small, classCount: nil)
            var batches = try set.requireTraining().batches(of: [0], size: 1)
            return try batches.next()?.inputs["image"]?.type
        }
        #expect(try type("split.h5") == .uint8)
        #expect(try type("deflated.npz") == .uint8)
        #expect(try type("odd.npz") == .int32)
        #expect(try type("half.h5") == .float32)
    }

    @Test(arguments: ["pieces.h5", "odd.npz", "inputs.npy"])
    func `a set that is not split is both parts`(name: String) throws {
        let set = try DataSet.open(Fixtures.path("arrays/\(name)"), inputs: Fixtures.small, classCount: 3)
        #expect(!set.isSplit)
        #expect(set.classNames == nil)
        #expect(try set.requireTraining().count == 30)
        #expect(try set.requireTest().count == 30)
        #expect(try set.requireTraining().labels == (name == "inputs.npy" ? nil : (0..<30).map { $0 % 3 }))
    }

    @Test(arguments: ["several.h5", "several.npz"])
    func `several inputs go by name`(name: String) throws {
        let inputs = [
            DataInput(name: "serving_default_size:0", shape: [2], type: .float32),
            DataInput(name: "image", shape: [4, 5], type: .float32),
        ]
        let part = try DataSet.open(Fixtures.path("arrays/\(name)"), inputs: inputs, classCount: 3).requireTraining()
        #expect(part.count == 30)
        #expect(try part.floats() == training)
        #expect(try part.floats([3, 4], input: "serving_default_size:0").count == 4)
        var batches = part.batches(of: [0], size: 1)
        #expect(try batches.next()?.inputs["image"]?.shape == [1, 4, 5])
    }

    @Test func `what is missing is said by name`() throws {
        let set = try DataSet.open(
            Fixtures.path("arrays/several.h5"),
            inputs: [
                DataInput(name: "image", shape: [4, 5, 1], type: .float32)
            ], classCount: 3)
        let path = Fixtures.path("arrays/several.h5")
        #expect(set.test == nil)
        #expect(
            dataError { try set.requireTest() }?.description
                == "\(path): has no samples for verification ('x_test')")
        #expect(dataError { try set.requireTest() }?.kind == .missingInput)

        let half = try DataSet.open(Fixtures.path("arrays/half.h5"), inputs: Fixtures.small, classCount: 3)
        #expect(
            dataError { try half.requireTraining().requireLabels() }?.description
                == "\(Fixtures.path("arrays/half.h5")): x_train: has no labels ('y_train'), which are needed here")
    }

    @Test(arguments: [
        (
            "uneven.npz", ["image", "size"],
            "uneven.npz: array 'x_size': has 29 samples, but 'x_image' has 30"
        ),
        (
            "several.npz", ["image", "age"],
            "several.npz: has 'x_image', but not 'x_age', which the model takes as well"
        ),
        (
            "inputs.npy", ["image", "size"],
            "inputs.npy: holds one array, but the model takes 2; save them by name with numpy.savez: 'x_image', 'x_size'"
        ),
        (
            "several.npz", ["other"],
            "several.npz: is no data set: it has none of the arrays 'x_train'; 'x_test'; 'x'"
        ),
        (
            "split.h5", ["size"],
            "split.h5: array 'x_train': holds samples of shape (4, 5, 1), but the model's input 'size' takes (2)"
        ),
        (
            "fortran.npz", ["image"],
            "fortran.npz: array 'x': is stored column by column (Fortran order), so that no sample can be read by "
                + "itself; save numpy.ascontiguousarray of it"
        ),
        ("nothing.h5", ["image"], "nothing.h5: cannot open: no such file or directory"),
    ])
    func `what does not fit is said by name`(name: String, inputs: [String], message: String) throws {
        let inputs = inputs.map { DataInput(name: $0, shape: $0 == "size" ? [2] : [4, 5, 1], type: .float32) }
        let error = try #require(
            dataError { try DataSet.open(Fixtures.path("arrays/\(name)"), inputs: inputs, classCount: 3) })
        #expect(error.description.hasSuffix("/arrays/" + message), "\(error)")
    }

    @Test func `numbers that the model cannot take are refused`() throws {
        let inputs = [DataInput(name: "image", shape: [4, 5, 1], type: .int8)]
        let error = dataError { try DataSet.open(Fixtures.path("arrays/split.h5"), inputs: inputs, classCount: 3) }
        #expect(error?.message == "holds uint8 numbers, but the model's input 'image' takes int8")
        #expect(error?.code == .mismatch)
    }

    @Test func `class names must be as many as the model's classes`() throws {
        let error = dataError {
            try DataSet.open(Fixtures.path("arrays/split.h5"), inputs: Fixtures.small, classCount: 4)
        }
        #expect(error?.message == "names 3 classes (class_names), but the model tells 4 apart")
    }
}
