import CNettle
package import Files
import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The SHA-256 of bytes, which identifies the source of a converted model and the samples that it was made with.
///
/// Digests are given in lower-case hexadecimal.
package struct SHA256 {
    private var context = sha256_ctx()

    private init() throws(DigestError) {
        try NettleLibrary.load()
        nettle.nettle_sha256_init(&context)
    }

    /// The digest of the bytes of `values`, one behind the other as they are in memory.
    package static func digest(of values: [some BitwiseCopyable]) throws(DigestError) -> String {
        var hash = try SHA256()
        values.withUnsafeBytes { hash.update($0) }
        return hash.finish()
    }

    /// The digest of the file at `path`, read in pieces.
    package static func digest(ofFile path: String) throws(FileError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.missingInput, path: path, action: "open") }
        defer { close(descriptor) }
        var hash: SHA256
        do {
            hash = try SHA256()
        } catch {
            throw FileError(error.kind, path: path, message: error.description)
        }
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError(.inputOutput, path: path, action: "read") }
            if count == 0 { return hash.finish() }
            piece.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
        }
    }

    private mutating func update(_ bytes: UnsafeRawBufferPointer) {
        nettle.nettle_sha256_update(&context, bytes.count, bytes.assumingMemoryBound(to: UInt8.self).baseAddress)
    }

    private mutating func finish() -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
        nettle.nettle_sha256_digest(&context, digest.count, &digest)
        let digits = Array("0123456789abcdef")
        return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
