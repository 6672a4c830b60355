#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension DataSet {
    /// The files that the data set at `path` consists of: itself, or the folders and all files in them, so that a change of
    /// any is seen.
    package static func files(at path: String) throws(DataError) -> [String] {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [path] }
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        let listing = try FolderListing(folder)
        var found = [folder] + listing.files.filter { !$0.hasPrefix(".") }.map { "\(folder)/\($0)" }
        for name in listing.folders where !name.hasPrefix(".") { found += try files(at: "\(folder)/\(name)") }
        return found
    }
}
