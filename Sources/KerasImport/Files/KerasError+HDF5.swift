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
        self.init(inner.code, inner.message, at: inner.location ?? member)
    }

    fileprivate init(_ error: HDF5Error) {
        switch error.code {
        case .libraryMissing: self.init(.libraryMissing, error.message, at: error.location)
        case .cannotOpen: self.init(.cannotOpen, error.message, at: error.location)
        case .zipArchive, .notHDF5: self.init(.notHDF5, error.message, at: error.location)
        case .truncated: self.init(.truncated, error.message, at: error.location)
        case .badContents: self.init(.badContents, error.message, at: error.location)
        }
    }
}
