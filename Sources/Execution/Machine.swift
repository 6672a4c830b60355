#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The machine that this program runs on.
package enum Machine {
    /// Processors that the system lets run programs.
    package static var coreCount: Int { min(max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))), 256) }
}
