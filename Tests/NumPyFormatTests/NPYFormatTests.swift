import ModelIR
import NumPyFormat
import Testing

@Suite("Files of one array")
struct NPYFormatTests {
    @Test(
        "NumPy's numbers arrive in every type and byte order",
        arguments: ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"], ["little", "big"])
    func readsNumbers(type: String, order: String) throws {
        let tensor = try NumPyFile.array(at: fixture("\(type)-\(order).npy"))
        #expect(tensor.shape == [2, 3])
        #expect(tensor.floats() == [0, 1, 2, 100, 101, 102])
        let expected: [String: ElementType] = [
            "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
            "u1": .uint8, "u2": .int32, "u4": .int64, "u8": .int64,
        ]
        #expect(tensor.type == expected[type])
    }

    @Test("Truth values and negative big-endian numbers")
    func readsOtherValues() throws {
        #expect(try NumPyFile.array(at: fixture("bool.npy")).floats() == [1, 0, 1, 1, 0, 1])
        #expect(
            try NumPyFile.array(at: fixture("negative-i2-big.npy")).data.elements(as: Int16.self)
                == [0, -1, -2, -100, -101, -102])
    }

    @Test("Scalars, vectors and arrays without elements")
    func readsShapes() throws {
        let scalar = try NumPyFile.array(at: fixture("scalar.npy"))
        #expect(scalar.shape == [])
        #expect(scalar.floats() == [2.5])
        #expect(try NumPyFile.array(at: fixture("vector.npy")).shape == [5])
        let empty = try NumPyFile.array(at: fixture("empty.npy"))
        #expect(empty.shape == [3, 0, 2])
        #expect(empty.floats() == [])
    }

    @Test("Fortran order becomes C order", arguments: ["fortran.npy", "fortran-big-i2.npy"])
    func readsFortranOrder(name: String) throws {
        let tensor = try NumPyFile.array(at: fixture(name))
        #expect(tensor.shape == [2, 3, 4])
        #expect(tensor.floats() == (0..<24).map(Float.init))
    }

    @Test("Format versions 2 and 3", arguments: [2, 3])
    func readsVersions(version: Int) throws {
        #expect(try NumPyFile.array(at: fixture("version\(version).npy")).floats() == [0, 1, 2, 100, 101, 102])
    }

    @Test(
        "What is written is what NumPy writes", arguments: ["f4-little", "f2-little", "i8-little", "u1-little", "bool"])
    func writesNumPysBytes(name: String) throws {
        let path = fixture("\(name).npy")
        try withTemporaryFolder { folder in
            try NumPyFile.write(NumPyFile.array(at: path), to: folder + "/copy.npy")
            #expect(try bytes(of: folder + "/copy.npy") == bytes(of: path))
        }
    }

    @Test("Every shape survives writing and reading", arguments: [[], [0], [7], [1, 2], [2, 3, 4, 5]])
    func roundTrips(shape: [Int]) throws {
        let tensor = Tensor(shape: shape, (0..<shape.reduce(1, *)).map { Float($0) - 0.5 })
        try withTemporaryFolder { folder in
            try NumPyFile.write(tensor, to: folder + "/x.npy")
            let copy = try NumPyFile.array(at: folder + "/x.npy")
            #expect(copy.shape == shape)
            #expect(copy.data.isIdentical(to: tensor.data))
        }
    }

    @Test(
        "Element types that no model takes are refused by name",
        arguments: [
            ("complex.npy", "<c8"), ("text.npy", "<U1"), ("object.npy", "|O"), ("record.npy", "records"),
            ("u8-too-large.npy", "uint64"),
        ])
    func refusesTypes(name: String, reason: String) throws {
        let error = #expect(throws: NumPyError.self) { try NumPyFile.read(fixture(name)) }
        #expect(error?.code == .unsupported)
        #expect(error?.description.contains(reason) == true)
    }

    @Test("Every prefix is refused", arguments: ["f4-little.npy", "fortran-big-i2.npy", "version2.npy"])
    func refusesPrefixes(name: String) throws {
        let bytes = try bytes(of: fixture(name))
        for count in 0..<bytes.count {
            #expect(throws: NumPyError.self, "first \(count) bytes") { try NPYFormat.decode(memory(bytes[..<count])) }
        }
        #expect(throws: NumPyError.self) { try NPYFormat.decode(memory(bytes + [0])) }
    }

    @Test("Any damaged byte is refused or gives an array")
    func survivesDamage() throws {
        let original = try bytes(of: fixture("f4-big.npy"))
        for position in original.indices {
            for value in [0, 0x20, 0x27, 0x28, 0x30, 0x39, 0x7F, 0xFF] as [UInt8] {
                var damaged = original
                damaged[position] = value
                if let tensor = try? NPYFormat.decode(memory(damaged)) {
                    #expect(tensor.data.count == tensor.shape.reduce(1, *))
                }
            }
        }
    }

    @Test(
        "Impossible headers are refused",
        arguments: [
            "", "{", "{}", "[]", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)",
            "{'descr': '<f4', 'fortran_order': False}", "{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4, 0)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 9223372036854775807, 2)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (1,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'other': (1,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x", "{'descr': '<f4",
            "{'descr': 'f4', 'fortran_order': False, 'shape': (1,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (" + String(repeating: "1,", count: 65) + ")}",
        ])
    func refusesHeaders(text: String) throws {
        let header = Array(text.utf8)
        let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count & 255), UInt8(header.count >> 8)] + header
        #expect(throws: NumPyError.self) { try NPYFormat.decode(memory(bytes + [0, 0, 0, 0])) }
    }

    @Test(
        "A header is read as Python reads it",
        arguments: [
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
            "{\"shape\":(1,),\"fortran_order\":True,\"descr\":\"<f4\",}",
            " { 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 1L , ) , } \n",
        ])
    func readsHeaders(text: String) throws {
        let header = Array(text.utf8)
        let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header
        #expect(try NPYFormat.decode(memory(bytes + [0, 0, 0x80, 0x3F])).floats() == [1])
    }

    @Test("A missing file, a folder and a stranger are told apart")
    func namesTheFault() throws {
        #expect(throws: NumPyError.self) { try NumPyFile.read("/nowhere/x.npy") }
        let missing = #expect(throws: NumPyError.self) { try NumPyFile.read(fixture("absent.npy")) }
        #expect(missing?.kind == .missingInput)
        let stranger = #expect(throws: NumPyError.self) { try NumPyFile.read(fixture("make.py")) }
        #expect(stranger?.kind == .badData)
        #expect(stranger?.description == fixture("make.py") + ": is neither a .npy nor a .npz file")
    }
}
