import CNettle
package import Files
import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The SHA-256 of files, which identifies the source of a converted model.
package enum SHA256 {
    /// The digest of the file at `path` in lower-case hexadecimal, read in pieces.
    package static func digest(ofFile path: String) throws(FileError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.missingInput, path: path, action: "open") }
        defer { close(descriptor) }
        var context = sha256_ctx()
        nettle_sha256_init(&context)
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError(.inputOutput, path: path, action: "read") }
            if count == 0 { break }
            nettle_sha256_update(&context, count, piece)
        }
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
        nettle_sha256_digest(&context, digest.count, &digest)
        let digits = Array("0123456789abcdef")
        return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
