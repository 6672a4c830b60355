import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension TensorData {
    /// Zeros of type float32 that take address space only, as long as nobody looks at them.
    static func untouchedZeros(count: Int) -> TensorData {
        let byteCount = max(1, count * ElementType.float32.byteCount)
        guard let start = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE | MAP_ANON, -1, 0), start != MAP_FAILED else {
            return TensorData(type: .float32, count: count) { _ in }
        }
        let memory = Memory(adopting: UnsafeRawBufferPointer(start: start, count: byteCount)) { bytes in
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        }
        return TensorData(type: .float32, count: count, memory: memory)
    }
}
