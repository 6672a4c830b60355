import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files written whole or not at all.
package enum AtomicFile {
    /// Writes `chunks`, one after the other, to a new file beside `path` and renames it to `path`.
    ///
    /// A file that exists keeps its permissions. Where `path` is a device or a pipe (`/dev/stdout`), bytes go straight
    /// into it. Nothing is left behind after an error.
    package static func replace(_ path: String, with chunks: [UnsafeRawBufferPointer]) throws(FileError) {
        var status = stat()
        let exists = stat(path, &status) == 0
        guard !exists || status.st_mode & S_IFMT == S_IFREG else {
            guard status.st_mode & S_IFMT != S_IFDIR else {
                throw FileError(.cannotCreate, path: path, message: "is a folder; name a file in it")
            }
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FileError(.cannotCreate, path: path, action: "open for writing") }
            defer { close(descriptor) }
            return try writeAll(chunks, to: descriptor, path: path)
        }

        guard let template = strdup("\(path).XXXXXX") else {
            throw FileError(.inputOutput, path: path, action: "name a temporary file for")
        }
        defer { free(template) }
        UnfinishedFile.begin(template)
        defer { UnfinishedFile.end() }
        let descriptor = mkstemp(template)
        guard descriptor >= 0 else { throw FileError(.cannotCreate, path: path, action: "create") }
        var isRenamed = false
        defer {
            if !isRenamed { unlink(template) }
        }
        do {
            defer { close(descriptor) }
            let permissions = exists ? status.st_mode & 0o777 : 0o666 & ~currentMask()
            guard fchmod(descriptor, permissions) == 0 else {
                throw FileError(.inputOutput, path: path, action: "set permissions")
            }
            try writeAll(chunks, to: descriptor, path: path)
        }
        guard rename(template, path) == 0 else { throw FileError(.cannotCreate, path: path, action: "create") }
        isRenamed = true
    }

    /// Writes `text` in UTF-8 as ``replace(_:with:)`` does.
    package static func replace(_ path: String, withText text: String) throws(FileError) {
        try replace(path, withBytes: Array(text.utf8))
    }

    /// Writes `bytes` as ``replace(_:with:)`` does.
    package static func replace(_ path: String, withBytes bytes: [UInt8]) throws(FileError) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(FileError) in
            try replace(path, with: [UnsafeRawBufferPointer(bytes)])
        }
    }

    private static func writeAll(
        _ chunks: [UnsafeRawBufferPointer], to descriptor: Int32, path: String
    ) throws(FileError) {
        for chunk in chunks {
            var rest = chunk[...]
            while !rest.isEmpty {
                let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0 && errno == EINTR { continue }
                guard written >= 0 else { throw FileError(.inputOutput, path: path, action: "write") }
                rest = rest.dropFirst(written)
            }
        }
    }

    /// The process's file creation mask, which can only be read by setting it.
    private static func currentMask() -> mode_t {
        let mask = umask(0o077)
        umask(mask)
        return mask
    }
}
