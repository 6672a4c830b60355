import KerasImport
import ModelIR
import Testing

/// `.keras` files that are not whole, or made to do harm.
@Suite struct DamagedArchiveTests {
    @Test(arguments: ["archive.keras", "archive_compressed.keras"])
    func `every prefix of an archive is refused`(name: String) throws {
        let file = TemporaryFile()
        var unexpected: [String] = []
        for (length, byte) in try Fixtures.bytes(of: name).enumerated() {
            let error = file.importError()
            let expected: KerasError.Code = length < 4 ? .notHDF5 : .badArchive
            if error?.code != expected { unexpected.append("\(length) bytes: \(error?.description ?? "no error")") }
            file.append(byte)
        }
        #expect(unexpected == [])
        #expect(file.importError() == nil)
    }

    @Test(arguments: ["archive.keras", "archive_compressed.keras", "archive_zip64.keras"])
    func `an archive that is damaged anywhere is read or refused`(name: String) throws {
        let whole = try Fixtures.bytes(of: name)
        let file = TemporaryFile()
        var generator = SplitMix(state: 1)
        // All of what says where things are, and some of the weights.
        let ends = Array(whole.indices.prefix(900)) + Array(whole.indices.suffix(400))
        let middle = (0..<300).compactMap { _ in whole.indices.randomElement(using: &generator) }
        var refused = 0
        for place in ends + middle {
            var damaged = whole
            damaged[place] ^= UInt8.random(in: 1...255, using: &generator)
            file.write(damaged[...])
            guard let error = file.importError() else { continue }
            refused += 1
            if error.kind != .badData { Issue.record("\(place): \(error)") }
        }
        #expect(refused > 150)
    }

    /// The members that an archive needs, with `weights` instead of its own and `config` instead of its own.
    private func archive(config: ZipWriter.Member? = nil, weights: ZipWriter.Member) -> [UInt8] {
        let text = #"{"class_name": "Sequential", "config": {"name": "x", "layers": []}}"#
        return ZipWriter.archive([
            ZipWriter.Member(name: "metadata.json", contents: Array(#"{"keras_version": "3.15.1"}"#.utf8)),
            config ?? ZipWriter.Member(name: "config.json", contents: Array(text.utf8)), weights,
        ])
    }

    @Test func `what would unpack to more than a model is refused before it is unpacked`() {
        let file = TemporaryFile()
        func message(_ archive: [UInt8]) -> String? {
            file.write(archive[...])
            return file.importError()?.description
        }
        let packed = [UInt8](repeating: 0, count: 1 << 20)
        let weights = "model.weights.h5"
        #expect(
            message(
                archive(
                    weights: .init(name: weights, contents: packed, isDeflated: true, claimedByteCount: 1_000_000_000)))
                == "model.weights.h5: would unpack to 1000000000 bytes, which no model has")
        #expect(
            message(
                archive(
                    weights: .init(
                        name: weights, contents: Array(packed.prefix(1000)), isDeflated: true,
                        claimedByteCount: 2_000_000)))
                == "model.weights.h5: claims more bytes than its compressed form can hold")
        #expect(
            message(
                archive(
                    config: .init(
                        name: "config.json", contents: packed + packed + packed, isDeflated: true,
                        claimedByteCount: 300_000_000), weights: .init(name: weights, contents: [])))
                == "config.json: would unpack to 300000000 bytes, which no model has")
    }

    @Test func `a stored member that says it lies behind the end of the file is refused`() {
        let file = TemporaryFile()
        let contents = [UInt8](repeating: 7, count: 100)
        file.write(archive(weights: .init(name: "model.weights.h5", contents: contents, claimedByteCount: 90_000))[...])
        #expect(file.importError()?.code == .badArchive)
    }
}
