import Datasets
import ModelIR
import NumPyFormat
import Testing

@Suite struct ImageResizeTests {
    /// Those whose sums TensorFlow forms in the same order, which is all but those with a kernel.
    private static let exact: Set<ImageResize.Interpolation> = [.bilinear, .nearest, .bicubic, .area]

    @Test(arguments: ImageResize.all.filter { exact.contains($0.interpolation) || $0.proportions == .stretch })
    func `a folder is read as Keras reads it`(resize: ImageResize) throws {
        let expected = try NumPyFile.arrays(at: Fixtures.path("sizes.npz"))
        let set = try DataSet.open(
            Fixtures.path("sizes"), inputs: Fixtures.image(12, 10, 3), classCount: 3, resize: resize)
        #expect(set.isSplit)
        #expect(set.classNames == ["B", "a", "é"])
        for (name, part) in [("train", try set.requireTraining()), ("test", try set.requireTest())] {
            #expect(part.labels == expected["\(name)/labels"]?.data.integers())
            let images = try #require(expected["\(name)/\(resize.interpolation)-\(resize.proportions)"])
            let found = try part.floats(size: 5)
            #expect(found.count == images.data.count)
            let differences = zip(found, images.floats()).map { abs($0 - $1) }
            let place = (differences.firstIndex { $0 > 0 } ?? 0) / 360
            // Of numbers in 0...255.
            let tolerance: Float = Self.exact.contains(resize.interpolation) ? 0 : 1e-3
            #expect(
                differences.allSatisfy { $0 <= tolerance }, "\(name): \(differences.max() ?? 0), first image \(place)")
        }
    }

    @Test func `names are those of the command line`() {
        #expect(ImageResize("bilinear") == ImageResize())
        #expect(ImageResize("crop") == ImageResize(.bilinear, .crop))
        #expect(ImageResize("area-pad") == ImageResize(.area, .pad))
        #expect(ImageResize("nearest-stretch") == ImageResize(.nearest))
        #expect(ImageResize("lanczos") == nil)
        #expect(Set(ImageResize.all.map(\.description)).count == 24)
        #expect(ImageResize.all.allSatisfy { ImageResize($0.description) == $0 })
    }
}
