import Datasets
import ModelIR
import NumPyFormat
import Testing

@Suite struct SampleSelectionTests {
    private let folder = TemporaryFolder()
    /// Uneven classes: 0 and 1, 2, 4 only.
    private let labels = (0..<100).map { $0 * $0 % 7 }

    private func part(labels: [Int]?, count: Int = 100) throws -> DataPart {
        let path = folder.file("set.npz")
        var arrays = ["x_train": Tensor(shape: [count, 1], Array(repeating: Float(0), count: count))]
        if let labels { arrays["y_train"] = Tensor(shape: [count], labels.map { UInt8($0) }) }
        try NumPyFile.write(arrays, to: path)
        let inputs = [DataInput(name: "in", shape: [1], type: .float32)]
        return try DataSet.open(path, inputs: inputs, classCount: 7).requireTraining()
    }

    private func counts(_ selection: SampleSelection) -> [Int: Int] {
        selection.indices.reduce(into: [:]) { $0[labels[$1], default: 0] += 1 }
    }

    /// Made by another implementation, in Python, with hashlib.
    @Test(arguments: [
        (
            8, 0 as UInt64, [2, 11, 13, 36, 38, 61, 63, 97],
            "aae03cbed5038d7faeb3e74991c26e58d9a04e546b124fd20097479a2ba2d747"
        ),
        (
            8, 1, [0, 26, 72, 78, 81, 87, 92, 97],
            "caca106aab5257b0654d94c0b837bbfe4aa8fb39bfa2e4dbb0f1ee07217af263"
        ),
    ])
    func `what is drawn follows from the seed alone`(
        count: Int, seed: UInt64, indices: [Int], digest: String
    ) throws {
        let selection = try SampleSelection(SampleChoice(count: count, seed: seed), from: part(labels: labels))
        #expect(selection.indices == indices)
        #expect(selection.digest == digest)
        let fraction = SampleChoice(fraction: Double(count) / 100, seed: seed)
        #expect(try SampleSelection(fraction, from: part(labels: labels)).indices == indices)
    }

    @Test func `a set without labels is drawn from as one`() throws {
        let selection = try SampleSelection(SampleChoice(fraction: 0.05), from: part(labels: nil))
        #expect(selection.indices == [39, 65, 66, 70, 79])
    }

    @Test func `classes are drawn from in proportion, each at least once`() throws {
        let part = try part(labels: labels)
        let sizes = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        for fraction in [0.04, 0.08, 0.3, 0.8, 1] {
            let selection = try SampleSelection(SampleChoice(fraction: fraction, seed: 5), from: part)
            #expect(selection.indices.count == Int((fraction * 100).rounded()))
            #expect(selection.indices == selection.indices.sorted())
            #expect(Set(selection.indices).count == selection.indices.count)
            for (label, count) in counts(selection) {
                #expect(abs(Double(count) - fraction * Double(sizes[label] ?? 0)) < 1, "\(label) at \(fraction)")
            }
            #expect(counts(selection).count == 4)
        }
        #expect(try SampleSelection(SampleChoice(fraction: 0.001), from: part).indices.count == 1)
        #expect(try SampleSelection(SampleChoice(), from: part).indices == Array(0..<100))
    }

    @Test func `more samples contain fewer`() throws {
        let part = try part(labels: labels)
        let draws = try [0.04, 0.2, 0.6].map {
            Set(try SampleSelection(SampleChoice(fraction: $0, seed: 9), from: part).indices)
        }
        #expect(draws[0].isSubset(of: draws[1]) && draws[1].isSubset(of: draws[2]))
    }

    @Test func `one class can be drawn alone`() throws {
        let part = try part(labels: labels)
        let all = try SampleSelection(SampleChoice(classes: [4]), from: part)
        #expect(all.indices == labels.indices.filter { labels[$0] == 4 })
        let some = try SampleSelection(SampleChoice(fraction: 0.5, classes: [4, 1]), from: part)
        #expect(counts(some).keys.sorted() == [1, 4])
        #expect(some.indices.count == Int((0.5 * Double(labels.count { $0 == 1 || $0 == 4 })).rounded()))
        #expect(try SampleSelection(SampleChoice(count: 3, classes: [4, 4]), from: part).indices.count == 3)
    }

    @Test(arguments: [
        (SampleChoice(fraction: 0), "fraction 0.0 is not over 0 and at most 1"),
        (SampleChoice(fraction: 1.5), "fraction 1.5 is not over 0 and at most 1"),
        (SampleChoice(fraction: .nan), "fraction nan is not over 0 and at most 1"),
        (SampleChoice(count: 0), "0 samples cannot be drawn; 1 is the least"),
        (SampleChoice(count: 101), "has 100 samples to draw from, not 101"),
        (SampleChoice(fraction: 0.5, count: 3), "a number of samples and a fraction of them exclude each other"),
        (SampleChoice(classes: [3]), "has no samples of class 3; it has classes 0, 1, 2, 4"),
    ])
    func `what cannot be drawn is refused`(choice: SampleChoice, message: String) throws {
        let part = try part(labels: labels)
        let error = try #require(dataError { try SampleSelection(choice, from: part) })
        #expect(error.message == message)
        #expect(error.kind == .usage)
    }

    @Test func `classes need labels`() throws {
        let part = try part(labels: nil)
        let error = dataError { try SampleSelection(SampleChoice(classes: [1]), from: part) }
        #expect(error?.message == "has no labels ('y_train'), which are needed here")
    }
}
