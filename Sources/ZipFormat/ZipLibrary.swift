import CZip

/// The functions of libzip, which ``ZipLibrary/load()`` has loaded.
var zip: czip_library { ZipLibrary.functions.pointee }

/// libzip, loaded when the first archive is opened.
enum ZipLibrary {
    /// Where the functions are, and what went wrong when they were loaded, if something did. Safe to share because it is
    /// written once.
    nonisolated(unsafe) private static let loaded: (functions: UnsafePointer<czip_library>, problem: String?) = {
        let functions = UnsafeMutablePointer<czip_library>.allocate(capacity: 1)
        let problem = czip_load(functions).map { String(cString: $0) }
        return (UnsafePointer(functions), problem)
    }()

    static var functions: UnsafePointer<czip_library> { loaded.functions }

    /// Loads libzip, once for all; throws where it is not there.
    static func load() throws(ZipError) {
        guard let problem = loaded.problem else { return }
        throw ZipError(
            .libraryMissing,
            "reading archives needs libzip: \(problem); install it (libzip4 on Debian 12, libzip in Homebrew)")
    }
}
