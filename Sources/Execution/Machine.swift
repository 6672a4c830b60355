#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The machine that this program runs on.
package struct Machine: Sendable, Codable, Hashable {
    /// The processor as its maker calls it, or its architecture.
    package var processor: String
    /// Processors that the system lets run programs.
    package var cores: Int
    package var operatingSystem: String

    private enum CodingKeys: String, CodingKey {
        case processor, cores
        case operatingSystem = "operating_system"
    }

    /// Processors that the system lets run programs, 256 at most.
    package static var coreCount: Int { min(max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))), 256) }

    package static var current: Machine {
        var names = utsname()
        uname(&names)
        let kernel = "\(text(of: &names.sysname)) \(text(of: &names.release))"
        let architecture = text(of: &names.machine)
        #if os(Linux)
            let processor = value(of: "model name", separator: ":", in: "/proc/cpuinfo")
            let system = value(of: "PRETTY_NAME", separator: "=", in: "/etc/os-release")
        #else
            let processor = systemValue("machdep.cpu.brand_string")
            let system = systemValue("kern.osproductversion").map { "macOS " + $0 }
        #endif
        return Machine(
            processor: processor.map { "\($0) (\(architecture))" } ?? architecture, cores: coreCount,
            operatingSystem: system.map { "\($0) (\(kernel))" } ?? kernel)
    }

    /// The text in an array of characters that C declares, which ends with a zero.
    private static func text<Characters>(of characters: inout Characters) -> String {
        withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    #if os(Linux)
        /// What stands behind `key` and the separator on a line of a small text file, without quotation marks.
        private static func value(of key: String, separator: Character, in path: String) -> String? {
            guard let file = fopen(path, "re") else { return nil }
            defer { fclose(file) }
            var buffer = [CChar](repeating: 0, count: 4096)
            while fgets(&buffer, Int32(buffer.count), file) != nil {
                let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                let line = String(decoding: bytes, as: UTF8.self).split(separator: separator, maxSplits: 1)
                guard line.count == 2, line[0].split(whereSeparator: \.isWhitespace).joined(separator: " ") == key
                else { continue }
                return line[1].split(whereSeparator: \.isWhitespace).joined(separator: " ")
                    .replacing("\"", with: "")
            }
            return nil
        }
    #else
        private static func systemValue(_ name: String) -> String? {
            var buffer = [CChar](repeating: 0, count: 256)
            var size = buffer.count
            guard sysctlbyname(name, &buffer, &size, nil, 0) == 0 else { return nil }
            return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    #endif
}
