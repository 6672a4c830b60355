import Files
import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What is in a folder, in Python's order of names.
struct FolderListing {
    /// Names of files, and of links to files.
    private(set) var files: [String] = []
    /// Names of folders that are not links.
    private(set) var folders: [String] = []
    /// Names of links to folders.
    private(set) var linkedFolders: [String] = []

    /// Lists the folder at `path`.
    init(_ path: String) throws(DataError) {
        guard let folder = opendir(path) else {
            throw DataError(FileError(.missingInput, path: path, action: "list"))
        }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            var status = stat()
            guard lstat("\(path)/\(name)", &status) == 0 else { continue }
            let isLink = status.st_mode & S_IFMT == S_IFLNK
            guard !isLink || stat("\(path)/\(name)", &status) == 0 else { continue }
            if status.st_mode & S_IFMT != S_IFDIR {
                files.append(name)
            } else if isLink {
                linkedFolders.append(name)
            } else {
                folders.append(name)
            }
        }
        files.sort(by: FolderListing.precedes)
        folders.sort(by: FolderListing.precedes)
        linkedFolders.sort(by: FolderListing.precedes)
    }

    /// All folders that stand for something, linked ones too.
    var visibleFolders: [String] {
        (folders + linkedFolders).filter { !$0.hasPrefix(".") }.sorted(by: FolderListing.precedes)
    }

    /// Python's order of strings: by code point, which is that of UTF-8.
    static func precedes(_ first: String, _ second: String) -> Bool {
        first.utf8.lexicographicallyPrecedes(second.utf8)
    }
}
