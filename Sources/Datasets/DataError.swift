package import Files
package import HDF5Format
package import ModelIR
package import NumPyFormat

/// Why a data set cannot be used.
package struct DataError: DiagnosedError, Hashable {
    package enum Code: Sendable, Hashable {
        /// It does not exist or cannot be opened.
        case cannotOpen
        /// Reading failed half-way.
        case inputOutput
        /// It is neither an HDF5 nor a NumPy file nor a folder of images, or is damaged.
        case badFile
        /// An array, a part or the labels that are needed are not there.
        case missing
        /// Shapes or types are not what the model takes.
        case mismatch
        /// Labels are no class numbers, or none of the model's.
        case badLabels
        /// An image is damaged, too large, or of a kind that cannot be read.
        case badImage
        /// The samples that were asked for cannot be drawn.
        case badChoice
        /// A library that is needed is not there.
        case libraryMissing
    }

    package let code: Code
    package let message: String
    /// The file, and the array in it, that the message is about; nil for a request.
    package let location: String?

    package init(_ code: Code, _ message: String, at location: String? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    package init(_ error: FileError) {
        let code: Code =
            switch error.kind {
            case .missingInput: .cannotOpen
            case .badData: .badFile
            default: .inputOutput
            }
        self.init(code, error.message, at: error.path)
    }

    package init(_ error: NumPyError) {
        let code: Code =
            switch error.kind {
            case .missingInput: .cannotOpen
            case .inputOutput: .inputOutput
            default: .badFile
            }
        self.init(code, error.message, at: error.location)
    }

    /// The error of the HDF5 file at `path`.
    package init(_ error: HDF5Error, path: String) {
        let code: Code =
            switch error.code {
            case .libraryMissing: .libraryMissing
            case .cannotOpen: .cannotOpen
            case .zipArchive, .notHDF5, .truncated, .badContents: .badFile
            }
        self.init(code, error.message, at: error.location.map { "\(path): \($0)" } ?? path)
    }

    package var kind: FailureKind {
        switch code {
        case .cannotOpen, .missing: .missingInput
        case .inputOutput: .inputOutput
        case .badFile, .mismatch, .badLabels, .badImage: .badData
        case .badChoice: .usage
        case .libraryMissing: .unavailable
        }
    }

    package var description: String { location.map { "\($0): \(message)" } ?? message }
}
