import Datasets
import ModelIR
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct ImageFolderTests {
    private let folder = TemporaryFolder()
    private let png = bytes(of: Fixtures.path("sizes/train/a/small.png"))

    private func open(_ inputs: [DataInput] = Fixtures.image(5, 7, 3), classCount: Int? = 2) throws -> DataSet {
        try DataSet.open(folder.path, inputs: inputs, classCount: classCount)
    }

    @Test func `class folders alone are both parts`() throws {
        folder.write(png, to: "cat/2.png")
        folder.write(png, to: "cat/10.png")
        folder.write(png, to: "ape/x.PNG")
        folder.write([1, 2, 3], to: "ape/notes.md")
        folder.write(png, to: ".git/x.png")
        let set = try open()
        #expect(!set.isSplit)
        #expect(set.classNames == ["ape", "cat"])
        let part = try set.requireTest()
        #expect(part.labels == [0, 1, 1])
        #expect(try part.floats().count == 3 * 5 * 7 * 3)
        #expect(try SampleSelection(SampleChoice(count: 1, classes: [1]), from: part).indices.count == 1)
    }

    @Test func `class folders may be called like parts among others`() throws {
        for name in ["train", "car", "plane"] { folder.write(png, to: "\(name)/1.png") }
        let set = try open(classCount: 3)
        #expect(!set.isSplit)
        #expect(set.classNames == ["car", "plane", "train"])
    }

    @Test func `one part alone is a split set`() throws {
        folder.write(png, to: "test/a/1.png")
        folder.write(png, to: "test/b/1.png")
        let set = try open()
        #expect(set.isSplit)
        #expect(set.training == nil)
        #expect(dataError { try set.requireTraining() }?.message == "has no samples for calibration (train/)")
    }

    @Test func `linked folders are classes, but are not followed below`() throws {
        let other = TemporaryFolder()
        other.write(png, to: "1.png")
        other.write(png, to: "deep/2.png")
        folder.write(png, to: "a/1.png")
        symlink(other.path, folder.file("b"))
        symlink(other.path, folder.file("a/again"))
        symlink(folder.path, folder.file("a/circle"))
        #expect(try open().requireTest().labels == [0, 1, 1])
    }

    @Test func `wrong folders are refused by name`() throws {
        func message(_ inputs: [DataInput] = Fixtures.image(5, 7, 3), classCount: Int? = 2) -> String? {
            dataError { try open(inputs, classCount: classCount) }?.description
                .split(separator: folder.path, maxSplits: 1, omittingEmptySubsequences: false).last.map(String.init)
        }
        #expect(message() == ": holds no JPEG or PNG images")
        folder.write(png, to: "a/1.png")
        folder.write(png, to: "b/1.png")
        #expect(message() == nil)
        #expect(message(classCount: 3) == ": has 2 class folders, but the model tells 3 classes apart")
        let numbers = DataInput(name: "in", shape: [5], type: .float32)
        #expect(
            message([numbers])
                == ": is a folder of images, but the model's input 'in' takes (5), not (height, width, 1, 3 or 4 channels)"
        )
        #expect(
            message([numbers, numbers]) == ": is a folder of images for one input, but the model takes 2")
        folder.write(png, to: "a/2.gif")
        #expect(message() == "/a/2.gif: is of a kind that cannot be read; convert it to PNG")
    }

    @Test func `parts must have the same classes`() throws {
        for name in ["train/a", "train/b", "test/a", "test/c"] { folder.write(png, to: "\(name)/1.png") }
        #expect(dataError { try open() }?.message == "train/ and test/ have different class folders: b, c")
    }
}
