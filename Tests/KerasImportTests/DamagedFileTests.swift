import KerasImport
import ModelIR
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files that are no HDF5 files, or not whole ones.
@Suite struct DamagedFileTests {
    /// A file that is removed at the end.
    private final class TemporaryFile {
        let path: String
        private let descriptor: Int32

        init() {
            var template = Array("/tmp/keras-import-tests.XXXXXX".utf8CString)
            descriptor = mkstemp(&template)
            path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }

        func write(_ bytes: ArraySlice<UInt8>) {
            _ = ftruncate(descriptor, 0)
            _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        }

        func append(_ byte: UInt8) {
            _ = withUnsafeBytes(of: byte) { pwrite(descriptor, $0.baseAddress, 1, lseek(descriptor, 0, SEEK_END)) }
        }

        deinit {
            close(descriptor)
            unlink(path)
        }
    }

    private func bytes(of name: String) throws -> [UInt8] {
        let descriptor = open(Fixtures.path(name), O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var status = stat()
        fstat(descriptor, &status)
        return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            count = read(descriptor, buffer.baseAddress, buffer.count)
        }
    }

    private func importError(_ file: TemporaryFile) -> KerasError? {
        do throws(KerasError) {
            _ = try KerasModel(contentsOf: file.path).makeGraph()
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["by_hand.h5", "integers.tf_keras.h5"])
    func `every prefix of a model is refused as truncated`(name: String) throws {
        let whole = try bytes(of: name)
        let file = TemporaryFile()
        // Tens of thousands of expectations would take most of the time.
        var unexpected: [String] = []
        for (length, byte) in whole.enumerated() {
            let error = importError(file)
            if error?.code != (length == 0 ? .notHDF5 : .truncated) {
                unexpected.append("\(length) bytes: \(error?.description ?? "no error")")
            }
            file.append(byte)
        }
        #expect(unexpected == [])
        #expect(importError(file) == nil)
    }

    @Test(arguments: [
        "augmentation.tf_keras.h5", "dictionaries.tf_keras.h5", "functions.tf_keras.h5", "integers.tf_keras.h5",
        "normalizations.tf_keras.h5",
    ])
    func `a configuration that is damaged anywhere is read or refused`(name: String) throws {
        let whole = try bytes(of: name)
        let start = try #require(whole.indices.first { whole[$0...].starts(with: Array(#"{"class_name""#.utf8)) })
        let end = try #require(whole[start...].firstIndex(of: 0))
        let replacements = Array(#"0123456789-.e[]{}:,"ntfN"#.utf8)
        let file = TemporaryFile()
        var generator = SplitMix(state: 1)
        var refused = 0
        for _ in 0..<300 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let digits = (start..<end).filter { (0x30...0x39).contains(whole[$0]) }
                let place =
                    Bool.random(using: &generator)
                    ? digits.randomElement(using: &generator) : (start..<end).randomElement(using: &generator)
                damaged[try #require(place)] = try #require(replacements.randomElement(using: &generator))
            }
            file.write(damaged[...])
            if let error = importError(file) {
                refused += 1
                #expect(!error.description.isEmpty && error.kind == .badData)
            }
        }
        #expect(refused > 50)
    }

    @Test(arguments: [0x00, 0x01, 0x7F, 0xFF] as [UInt8])
    func `a heap of strings that is damaged is refused`(replacement: UInt8) throws {
        let whole = try bytes(of: "by_hand.h5")
        let heap = try #require(whole.indices.first { whole[$0...].starts(with: Array("GCOL".utf8)) })
        let file = TemporaryFile()
        var refused = 0
        for offset in 0..<48 {
            var damaged = whole
            damaged[heap + offset] = replacement
            file.write(damaged[...])
            guard let error = importError(file) else { continue }
            refused += 1
            #expect([.badContents, .badConfiguration].contains(error.code), "\(offset): \(error)")
        }
        #expect(refused > 5)
    }

    @Test func `what is no HDF5 file is told apart`() throws {
        let file = TemporaryFile()
        #expect(importError(file)?.description == "is empty")
        file.write(Array("not a model, but a text".utf8)[...])
        #expect(importError(file)?.description == "is not an HDF5 file")
        file.write([0x50, 0x4B, 3, 4, 0, 0][...])
        #expect(importError(file)?.description.contains(".keras") == true)
        file.write(try bytes(of: "by_hand.h5").prefix(100))
        #expect(importError(file)?.description == "is truncated: it should have 8728 bytes and has 100")
    }
}

/// Random numbers that are the same in every run. Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators
/// (2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
