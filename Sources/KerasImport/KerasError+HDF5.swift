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
    fileprivate init(_ error: HDF5Error) {
        switch error.code {
        case .libraryMissing: self.init(.libraryMissing, error.message, at: error.location)
        case .cannotOpen: self.init(.cannotOpen, error.message, at: error.location)
        case .zipArchive:
            self.init(
                .notHDF5,
                "is a zip archive, as .keras files are; save the model in HDF5 format instead: model.save('model.h5')")
        case .notHDF5: self.init(.notHDF5, error.message, at: error.location)
        case .truncated: self.init(.truncated, error.message, at: error.location)
        case .badContents: self.init(.badContents, error.message, at: error.location)
        }
    }
}
