import CImages
import Files
import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The pixels of an image: 8 bits for each channel, row by row.
struct DecodedImage {
    let height: Int
    let width: Int
    let channels: Int
    let pixels: Memory
}

/// Decodes JPEG and PNG files to the pixels that TensorFlow's `decode_image` gives.
enum ImageDecoder {
    /// The most bytes of a file, and of the pixels in it.
    private static let byteLimit = 1 << 28

    /// The image in the file at `path` with 1 (grey), 3 (red, green, blue) or 4 channels (with opacity).
    static func decode(_ path: String, channels: Int) throws(DataError) -> DecodedImage {
        let memory: Memory
        do throws(FileError) {
            let file = try PiecewiseFile(path)
            guard file.byteCount <= byteLimit else {
                throw FileError(.badData, path: path, message: "is too large for an image: \(file.byteCount) bytes")
            }
            memory = try Memory(byteCount: file.byteCount) { (bytes) throws(FileError) in
                try file.read(from: 0, into: bytes)
            }
        } catch {
            throw DataError(error)
        }
        return try memory.withUnsafeBytes { (bytes) throws(DataError) in
            try decode(bytes, channels: channels, path: path)
        }
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer, channels: Int, path: String
    ) throws(DataError) -> DecodedImage {
        let decoder: Decoder
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            guard channels != 4 else {
                throw DataError(
                    .badImage, "is a JPEG image, which has no opacity, but the model takes 4 channels", at: path)
            }
            try ImageLibrary.loadJPEG(for: path)
            decoder = ci_decode_jpeg
        } else if bytes.starts(with: [0x89] + Array("PNG\r\n\u{1A}\n".utf8)) {
            try ImageLibrary.loadPNG(for: path)
            decoder = ci_decode_png
        } else {
            throw DataError(
                .badImage, bytes.isEmpty ? "is empty" : "is neither a JPEG nor a PNG image; remove or convert it",
                at: path)
        }
        var image = ci_image()
        let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        let status = decoder(start, bytes.count, Int32(channels), byteLimit, &image)
        guard status == CI_DONE, let pixels = image.pixels else {
            throw DataError(.badImage, complaint(status, message(of: image)), at: path)
        }
        let (height, width) = (Int(image.height), Int(image.width))
        let memory = Memory(adopting: UnsafeRawBufferPointer(start: pixels, count: height * width * channels)) {
            free(UnsafeMutableRawPointer(mutating: $0.baseAddress))
        }
        return DecodedImage(height: height, width: width, channels: channels, pixels: memory)
    }

    private typealias Decoder =
        (UnsafePointer<UInt8>?, Int, Int32, Int, UnsafeMutablePointer<ci_image>?) -> ci_status

    private static func message(of image: ci_image) -> String {
        withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private static func complaint(_ status: ci_status, _ message: String) -> String {
        let reason = message.isEmpty ? "" : " (\(message))"
        return switch status {
        case CI_TOO_LARGE: "is too large an image\(reason); make it smaller"
        case CI_UNSUPPORTED: "cannot be given in the channels that the model takes\(reason); convert it"
        case CI_NO_MEMORY: "does not fit into memory"
        default: "is damaged\(reason); replace or remove it"
        }
    }
}
