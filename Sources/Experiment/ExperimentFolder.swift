import Files
import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The folder that an experiment is written into.
struct ExperimentFolder {
    let path: String

    func model(_ name: String) -> String { "\(path)/\(Self.model(name))" }
    func picture(_ name: String, _ suffix: String) -> String { "\(path)/\(Self.picture(name, suffix))" }
    var json: String { path + "/report.json" }
    var markdown: String { path + "/report.md" }

    /// Paths inside the folder.
    static func model(_ name: String) -> String { "models/\(name).qf" }
    static func picture(_ name: String, _ suffix: String) -> String { "img/\(name)-confusion-matrix.\(suffix)" }

    /// Makes the folder and those inside it, where they are missing, and removes the report of an experiment before: what
    /// is not finished has none.
    func prepare() throws(ExperimentError) {
        for folder in [path, path + "/models", path + "/img"] { try Self.make(folder) }
        guard unlink(markdown) == 0 || errno == ENOENT else {
            throw ExperimentError(FileError(.cannotCreate, path: markdown, action: "replace"))
        }
    }

    func write(_ text: String, to file: String) throws(ExperimentError) {
        try passingOn { () throws(FileError) in try AtomicFile.replace(file, withText: text) }
    }

    /// Makes a folder, and those above it.
    private static func make(_ folder: String) throws(ExperimentError) {
        for end in folder.indices.dropFirst() where folder[end] == "/" { mkdir(String(folder[..<end]), 0o777) }
        guard mkdir(folder, 0o777) != 0 else { return }
        let error = errno
        var status = stat()
        guard error == EEXIST, stat(folder, &status) == 0 else {
            throw ExperimentError(
                FileError(.cannotCreate, path: folder, action: "make the folder", systemError: error))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw ExperimentError(.cannotCreate, "\(folder): is a file; name a folder for the report")
        }
    }
}
