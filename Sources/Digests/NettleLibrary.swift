import CNettle

/// The functions of Nettle, which ``NettleLibrary/load()`` has loaded.
var nettle: cnettle_library { NettleLibrary.functions.pointee }

/// Nettle, loaded when the first digest is computed.
enum NettleLibrary {
    /// Where the functions are, and what went wrong when they were loaded, if something did. Safe to share because it is
    /// written once.
    nonisolated(unsafe) private static let loaded: (functions: UnsafePointer<cnettle_library>, problem: String?) = {
        let functions = UnsafeMutablePointer<cnettle_library>.allocate(capacity: 1)
        let problem = cnettle_load(functions).map { String(cString: $0) }
        return (UnsafePointer(functions), problem)
    }()

    static var functions: UnsafePointer<cnettle_library> { loaded.functions }

    /// Loads Nettle, once for all; throws where it is not there.
    static func load() throws(DigestError) {
        guard let problem = loaded.problem else { return }
        throw DigestError(
            "computing SHA-256 needs Nettle: \(problem); install it (libnettle8 on Debian 12, nettle in Homebrew)")
    }
}
