import CCairo
import ModelIR

/// The functions of cairo, which ``CairoLibrary/load()`` has loaded.
var cairo: ccairo_library { CairoLibrary.functions.pointee }

/// cairo, loaded when the first picture is drawn.
enum CairoLibrary {
    /// Where the functions are, and what went wrong when they were loaded, if something did. Safe to share because it is
    /// written once.
    nonisolated(unsafe) private static let loaded: (functions: UnsafePointer<ccairo_library>, problem: String?) = {
        let functions = UnsafeMutablePointer<ccairo_library>.allocate(capacity: 1)
        let problem = ccairo_load(functions).map { String(cString: $0) }
        return (UnsafePointer(functions), problem)
    }()

    static var functions: UnsafePointer<ccairo_library> { loaded.functions }

    /// Loads cairo, once for all; throws where it is not there.
    static func load() throws(PlotError) {
        guard let problem = loaded.problem else { return }
        throw PlotError(
            .unavailable, "drawing needs cairo: \(problem); install it (libcairo2 on Debian 12, cairo in Homebrew)")
    }
}
