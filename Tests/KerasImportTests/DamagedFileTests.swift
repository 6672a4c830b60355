import KerasImport
import ModelIR
import Testing

/// Files that are no HDF5 files, or not whole ones.
@Suite struct DamagedFileTests {
    @Test(arguments: ["by_hand.h5", "integers.tf_keras.h5"])
    func `every prefix of a model is refused as truncated`(name: String) throws {
        let whole = try Fixtures.bytes(of: name)
        let file = TemporaryFile()
        // Tens of thousands of expectations would take most of the time.
        var unexpected: [String] = []
        for (length, byte) in whole.enumerated() {
            let error = file.importError()
            if error?.code != (length == 0 ? .notHDF5 : .truncated) {
                unexpected.append("\(length) bytes: \(error?.description ?? "no error")")
            }
            file.append(byte)
        }
        #expect(unexpected == [])
        #expect(file.importError() == nil)
    }

    @Test(arguments: [
        "augmentation.tf_keras.h5", "dictionaries.tf_keras.h5", "functions.tf_keras.h5", "integers.tf_keras.h5",
        "normalizations.tf_keras.h5",
    ])
    func `a configuration that is damaged anywhere is read or refused`(name: String) throws {
        let whole = try Fixtures.bytes(of: name)
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
            if let error = file.importError() {
                refused += 1
                #expect(!error.description.isEmpty && error.kind == .badData)
            }
        }
        #expect(refused > 50)
    }

    @Test(arguments: [0x00, 0x01, 0x7F, 0xFF] as [UInt8])
    func `a heap of strings that is damaged is refused`(replacement: UInt8) throws {
        let whole = try Fixtures.bytes(of: "by_hand.h5")
        let heap = try #require(whole.indices.first { whole[$0...].starts(with: Array("GCOL".utf8)) })
        let file = TemporaryFile()
        var refused = 0
        for offset in 0..<48 {
            var damaged = whole
            damaged[heap + offset] = replacement
            file.write(damaged[...])
            guard let error = file.importError() else { continue }
            refused += 1
            #expect([.badContents, .badConfiguration].contains(error.code), "\(offset): \(error)")
        }
        #expect(refused > 5)
    }

    @Test func `what is no HDF5 file is told apart`() throws {
        let file = TemporaryFile()
        #expect(file.importError()?.description == "is empty")
        file.write(Array("not a model, but a text".utf8)[...])
        #expect(file.importError()?.description == "is not an HDF5 file")
        file.write([0x50, 0x4B, 3, 4, 0, 0][...])
        #expect(file.importError()?.description.contains("zip archive") == true)
        file.write(try Fixtures.bytes(of: "by_hand.h5").prefix(100))
        #expect(file.importError()?.description == "is truncated: it should have 8728 bytes and has 100")
    }
}
