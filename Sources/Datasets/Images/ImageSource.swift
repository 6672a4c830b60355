import ModelIR

/// Images in files, each decoded when it is asked for.
struct ImageSource: SampleSource {
    /// The folder, for messages.
    let folder: String
    let paths: [String]
    let input: DataInput
    let resize: ImageResize

    var location: String { folder }
    var shape: [Int] { [paths.count] + input.shape }
    var type: ElementType { .float32 }

    func reader() -> any SampleReader { ImageReader(source: self) }
}

private final class ImageReader: SampleReader {
    private let source: ImageSource

    init(source: ImageSource) { self.source = source }

    func read(_ indices: ArraySlice<Int>, into destination: UnsafeMutableRawBufferPointer) throws(DataError) {
        let pixels = destination.bindMemory(to: Float.self)
        let (height, width, channels) = (source.input.shape[0], source.input.shape[1], source.input.shape[2])
        for (place, index) in indices.enumerated() {
            let path = source.paths[index]
            let image = try ImageDecoder.decode(path, channels: channels)
            guard let start = pixels.baseAddress?.advanced(by: place * source.elementCount),
                source.resize.scale(image, to: height, by: width, into: start)
            else {
                throw DataError(
                    .badImage,
                    "has \(image.height)x\(image.width) pixels, too narrow to keep its proportions in "
                        + "\(height)x\(width)", at: path)
            }
        }
    }
}
