import ModelIR
import NumPyFormat
import Testing

@Suite("Archives of arrays")
struct NPZFormatTests {
    private let image = (0..<12).map(Float.init)

    @Test("Stored and deflated archives of NumPy", arguments: ["stored.npz", "deflated.npz"])
    func reads(name: String) throws {
        let arrays = try NumPyFile.arrays(at: fixture(name))
        #expect(arrays["image"]?.shape == [1, 2, 2, 3])
        #expect(arrays["image"]?.floats() == image)
        #expect(arrays["mask"]?.type == .uint8)
        #expect(arrays["mask"]?.floats() == [0, 1, 2, 100, 101, 102])
        #expect(arrays.count == (name == "stored.npz" ? 2 : 3))
        #expect(try NumPyFile.arrays(at: fixture("no-arrays.npz")).isEmpty)
    }

    @Test(
        "Archives that no sound program made are refused",
        arguments: [
            ("repeated.npz", "'x'"), ("stranger.npz", "'notes.txt'"), ("lzma.npz", "'x.npy'"),
        ])
    func refuses(name: String, reason: String) throws {
        let error = #expect(throws: NumPyError.self) { try NumPyFile.read(fixture(name)) }
        #expect(error?.kind == .badData)
        #expect(error?.description.contains(reason) == true)
    }

    @Test("Every prefix is refused", arguments: ["stored.npz", "deflated.npz"])
    func refusesPrefixes(name: String) throws {
        let bytes = try bytes(of: fixture(name))
        for count in 0..<bytes.count {
            #expect(throws: NumPyError.self, "first \(count) bytes") { try NPZFormat.decode(memory(bytes[..<count])) }
        }
    }

    @Test("Any damaged byte is refused or leaves the arrays whole", arguments: ["stored.npz", "deflated.npz"])
    func survivesDamage(name: String) throws {
        let original = try bytes(of: fixture(name))
        for position in original.indices {
            for mask in [0x01, 0x80, 0xFF] as [UInt8] {
                var damaged = original
                damaged[position] ^= mask
                guard let arrays = try? NPZFormat.decode(memory(damaged)) else { continue }
                if let found = arrays["image"] { #expect(found.floats() == image) }
            }
        }
    }

    @Test("Memory is bounded before anything is unpacked")
    func boundsMemory() throws {
        let memory = memory(try bytes(of: fixture("deflated.npz")))
        let error = #expect(throws: NumPyError.self) { try NPZFormat.decode(memory, maximumByteCount: 1000) }
        #expect(error?.code == .tooLarge)
        #expect(try NPZFormat.decode(memory, maximumByteCount: 81_000).count == 3)
    }

    @Test("An entry that claims more than deflate can make of it is refused")
    func refusesLies() throws {
        var bytes = try bytes(of: fixture("deflated.npz"))
        // The uncompressed size stands 24 bytes into the directory's record of an entry and 22 into its local header.
        for position in 0..<bytes.count - 28 {
            if bytes[position...].starts(with: [0x50, 0x4B, 1, 2]) { bytes[position + 27] = 0x70 }
            if bytes[position...].starts(with: [0x50, 0x4B, 3, 4]) { bytes[position + 25] = 0x70 }
        }
        let error = #expect(throws: NumPyError.self) { try NPZFormat.decode(memory(bytes)) }
        #expect(error?.code == .malformed)
    }

    @Test("Written archives are read back, and are the same bytes every time")
    func roundTrips() throws {
        let arrays = [
            "b": Tensor(shape: [2, 2], [1, 2, 3, 4] as [Float]), "a/ü": Tensor(shape: [3], [7, 8, 9] as [Int64]),
            "c": Tensor(shape: [0], [] as [Int8]),
        ]
        try withTemporaryFolder { folder in
            for name in ["1.npz", "2.npz"] { try NumPyFile.write(arrays, to: folder + "/" + name) }
            #expect(try bytes(of: folder + "/1.npz") == bytes(of: folder + "/2.npz"))
            let copies = try NumPyFile.arrays(at: folder + "/1.npz")
            #expect(copies.keys.sorted() == arrays.keys.sorted())
            for (name, tensor) in arrays {
                #expect(copies[name]?.shape == tensor.shape)
                #expect(copies[name]?.data.isIdentical(to: tensor.data) == true)
            }
        }
    }

    @Test("An archive of nothing is an archive")
    func writesNothing() throws {
        try withTemporaryFolder { folder in
            try NumPyFile.write([:], to: folder + "/x.npz")
            #expect(try NumPyFile.arrays(at: folder + "/x.npz").isEmpty)
        }
    }
}
