import Datasets
import ModelIR
import NumPyFormat
import Testing

@Suite struct ImageFormatTests {
    @Test(arguments: [("jpeg", 3), ("cmyk", 3), ("png", 3), ("jpeg", 1), ("png", 1), ("png", 4)])
    func `pixels are TensorFlow's`(folder: String, channels: Int) throws {
        let set = try DataSet.open(
            Fixtures.path("formats/\(folder)"), inputs: Fixtures.image(33, 41, channels), classCount: nil)
        let part = try set.requireTest()
        #expect(part.labels == nil)
        let names = [1: "grayscale", 3: "rgb", 4: "rgba"]
        let expected = try NumPyFile.arrays(at: Fixtures.path("formats-\(names[channels] ?? "").npz"))
            .filter { $0.key.hasPrefix("\(folder)/") }.sorted { $0.key < $1.key }
        #expect(part.count == expected.count && part.count > 0)
        for (index, (name, pixels)) in expected.enumerated() {
            let found = try part.floats([index])
            let differences = zip(found, pixels.floats()).map { abs($0 - $1) }
            #expect(differences.max() == 0, "\(name): \(differences.count { $0 > 0 }) of \(differences.count)")
        }
    }
}
