package import ModelIR

/// Why an HDF5 file, or something in it, could not be read.
package struct HDF5Error: DiagnosedError, Hashable {
    package enum Code: Sendable, Hashable {
        /// libhdf5 is not there, or not of the right version.
        case libraryMissing
        /// The file does not exist or cannot be opened.
        case cannotOpen
        /// The file is a zip archive.
        case zipArchive
        /// The file is in some other format than HDF5.
        case notHDF5
        /// The file is shorter than it says.
        case truncated
        /// The file is HDF5, but its contents are damaged, implausibly large, or of a kind that is not supported.
        case badContents
    }

    package let code: Code
    package let message: String
    /// The object inside the file that the message is about.
    package let location: String?
    /// Where that object starts in the file, or what the message is about where it is none.
    package internal(set) var byteOffset: Int?

    package init(_ code: Code, _ message: String, at location: String? = nil, byteOffset: Int? = nil) {
        self.code = code
        self.message = message
        self.location = location
        self.byteOffset = byteOffset
    }

    package var kind: FailureKind {
        switch code {
        case .libraryMissing: .unavailable
        case .cannotOpen: .missingInput
        case .zipArchive, .notHDF5, .truncated, .badContents: .badData
        }
    }

    package var description: String { location.map { "\($0): \(message)" } ?? message }
}
