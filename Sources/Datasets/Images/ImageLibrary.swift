import CImages

/// libjpeg and libpng, each loaded when the first image of its format is decoded.
enum ImageLibrary {
    private static let problemOfJPEG = ci_load_jpeg().map { String(cString: $0) }
    private static let problemOfPNG = ci_load_png().map { String(cString: $0) }

    /// Loads libjpeg, once for all; throws where it is not there.
    /// - Parameter path: the image that needs it.
    static func loadJPEG(for path: String) throws(DataError) {
        guard let problem = problemOfJPEG else { return }
        throw DataError(
            .libraryMissing,
            "decoding JPEG images needs libjpeg: \(problem); install it "
                + "(libjpeg62-turbo on Debian 12, jpeg-turbo in Homebrew)", at: path)
    }

    /// Loads libpng, once for all; throws where it is not there.
    /// - Parameter path: the image that needs it.
    static func loadPNG(for path: String) throws(DataError) {
        guard let problem = problemOfPNG else { return }
        throw DataError(
            .libraryMissing,
            "decoding PNG images needs libpng: \(problem); install it (libpng16-16 on Debian 12, libpng in Homebrew)",
            at: path)
    }
}
