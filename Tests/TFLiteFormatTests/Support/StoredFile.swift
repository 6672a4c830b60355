import CFlatBuffers
import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A model file looked at table by table, without the reader under test.
struct StoredFile {
    let memory: Memory

    init(_ memory: Memory) { self.memory = memory }

    private func withRoot<Result>(_ body: (OpaquePointer, UnsafePointer<UInt8>) -> Result) -> Result {
        memory.withUnsafeBytes { bytes in
            guard let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
                fb_verify_tflite_model(start, bytes.count)
            else { fatalError("the file under test is no model") }
            return body(fb_root(start), start)
        }
    }

    private func tables(_ table: OpaquePointer, _ slot: UInt16) -> [OpaquePointer] {
        let vector = fb_table_vector(table, slot)
        return (0..<vector.count).map { fb_vector_table(vector, $0) }
    }

    private func string(_ table: OpaquePointer, _ slot: UInt16) -> String {
        let vector = fb_table_vector(table, slot)
        return String(decoding: UnsafeBufferPointer(start: vector.elements, count: Int(vector.count)), as: UTF8.self)
    }

    /// Where the content of each buffer lies; nil for an empty one.
    var buffers: [Range<Int>?] {
        withRoot { root, start in
            tables(root, 4).map { table in
                let vector = fb_table_vector(table, 0)
                guard let elements = vector.elements else { return nil }
                return elements - start..<elements - start + Int(vector.count)
            }
        }
    }

    /// The builtin operator and version of each operator code.
    var operatorCodes: [[Int32]] {
        withRoot { root, _ in tables(root, 1).map { [fb_table_int32($0, 3, 0), fb_table_int32($0, 2, 1)] } }
    }

    var tensorNames: [String] {
        withRoot { root, _ in tables(tables(root, 2)[0], 0).map { string($0, 3) } }
    }

    /// The bytes of each metadata buffer.
    var metadata: [String: [UInt8]] {
        let (bytes, buffers) = (memory.array, buffers)
        return withRoot { root, _ in
            var result: [String: [UInt8]] = [:]
            for entry in tables(root, 6) {
                result[string(entry, 0)] = buffers[Int(fb_table_uint32(entry, 1, 0))].map { Array(bytes[$0]) }
            }
            return result
        }
    }
}

func removeFile(_ path: String) { unlink(path) }

/// Pages of zeros that take no memory until they are touched.
func zeroPages(_ byteCount: Int) throws -> Memory {
    let start = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else { throw CancellationError() }
    return Memory(adopting: UnsafeRawBufferPointer(start: start, count: byteCount)) { bytes in
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
}
