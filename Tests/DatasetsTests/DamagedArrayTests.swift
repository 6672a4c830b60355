import Datasets
import ModelIR
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files of arrays that somebody cut or damaged, or that are larger than memory.
@Suite struct DamagedArrayTests {
    private let folder = TemporaryFolder()

    private func read(_ bytes: some Collection<UInt8>) -> DataError? {
        folder.write(bytes, to: "set")
        return dataError {
            let set = try DataSet.open("\(folder.path)/set", inputs: Fixtures.small, classCount: 3)
            for part in [set.training, set.test] { _ = try part?.floats(size: 9) }
        }
    }

    @Test(arguments: ["split.h5", "stored.npz", "deflated.npz", "inputs.npy"])
    func `every prefix is refused`(name: String) throws {
        let whole = bytes(of: Fixtures.path("arrays/\(name)"))
        try #require(read(whole) == nil)
        var unexpected: [String] = []
        for length in stride(from: 0, to: whole.count, by: whole.count > 5000 ? 7 : 1) {
            let error = read(whole.prefix(length))
            if error?.code != .badFile || error?.location?.hasPrefix("\(folder.path)/set") != true {
                unexpected.append("\(length) bytes: \(error?.description ?? "no error")")
            }
        }
        #expect(unexpected == [])
    }

    @Test(arguments: ["split.h5", "pieces.h5", "stored.npz", "deflated.npz", "inputs.npy"])
    func `damage anywhere is survived`(name: String) throws {
        let whole = bytes(of: Fixtures.path("arrays/\(name)"))
        var state: UInt64 = 7
        for _ in 0..<400 {
            var damaged = whole
            for _ in 0..<2 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                damaged[Int(state >> 33) % whole.count] = UInt8(truncatingIfNeeded: state >> 25)
            }
            if let error = read(damaged) { #expect(error.kind != .internalFault && !error.message.isEmpty) }
        }
    }

    @Test func `a checksum that is wrong is noticed`() throws {
        var stored = bytes(of: Fixtures.path("arrays/stored.npz"))
        let name = Array("x_train.npy".utf8)
        let header = try #require(stored.indices.first { stored[$0...].starts(with: name) })
        stored[header + 400] ^= 1
        let error = try #require(read(stored))
        #expect(error.message == "is damaged: its checksum or its length is wrong")
        #expect(error.location == "\(folder.path)/set: array 'x_train'")
    }

    @Test func `what is no data set is told apart`() throws {
        #expect(read([])?.message == "is empty")
        #expect(
            read(Array("x,y\n1,2\n".utf8))?.message
                == "is no data set: neither HDF5 (.h5) nor NumPy (.npz, .npy) nor a folder of images")
    }

    /// 64 GB, of which the file system keeps only the header and the last sample.
    @Test func `samples of a file that is larger than memory are read`() throws {
        let (count, byteCount) = (1 << 20, 1 << 16)
        let path = folder.file("large.npy")
        var header = Array("{'descr': '|u1', 'fortran_order': False, 'shape': (\(count), \(byteCount)), }".utf8)
        header += Array(repeating: 0x20, count: 118 - header.count - 1) + [0x0A]
        folder.write([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + header, to: "large.npy")
        try #require(truncate(path, off_t(128 + count * byteCount)) == 0)
        let descriptor = open(path, O_WRONLY)
        pwrite(descriptor, [UInt8(9)], 1, off_t(128 + count * byteCount - 1))
        close(descriptor)

        let inputs = [DataInput(name: "in", shape: [byteCount], type: .float32)]
        let part = try DataSet.open(path, inputs: inputs, classCount: nil).requireTraining()
        #expect(part.count == count)
        var batches = part.batches(of: Array(stride(from: 0, to: count, by: 4096)) + [count - 1], size: 8)
        var (samples, last) = (0, UInt8(0))
        while let batch = try batches.next() {
            samples += batch.indices.count
            last = batch.inputs["in"]?.data.elements(as: UInt8.self).last ?? 0
        }
        #expect(samples == 257)
        #expect(last == 9)
    }
}
