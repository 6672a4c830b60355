import HDF5Format

/// Runs `body`, which reads from the model's file, and turns its failure into one of the model.
func reading<Result>(_ body: () throws(HDF5Error) -> Result) throws(KerasError) -> Result {
    do {
        return try body()
    } catch {
        throw KerasError(error)
    }
}

extension KerasError {
    /// A failure in the member `member` of an archive.
    init(_ error: HDF5Error, insideOf member: String) {
        let inner = KerasError(error)
        self.init(inner.code, inner.message, at: inner.location ?? member, byteOffset: inner.byteOffset)
    }

    fileprivate init(_ error: HDF5Error) {
        let code: Code =
            switch error.code {
            case .libraryMissing: .libraryMissing
            case .cannotOpen: .cannotOpen
            case .zipArchive, .notHDF5: .notHDF5
            case .truncated: .truncated
            case .badContents: .badContents
            }
        self.init(code, error.message, at: error.location, byteOffset: error.byteOffset)
    }
}
