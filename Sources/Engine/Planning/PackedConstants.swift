import CKernels
import ModelIR

/// Weights in the layout of the kernels, made once for all plans of a session.
final class PackedConstants {
    private struct Key: Hashable {
        let value: ValueID
        let group: Int
    }

    private let kernels: UnsafePointer<qk_kernels>
    private var panels: [Key: Arena] = [:]

    init(kernels: UnsafePointer<qk_kernels>) { self.kernels = kernels }

    /// The rows `group * columns ..< (group + 1) * columns` of a constant matrix [..., depth] as panels for the matrix product.
    func panels(
        of value: ValueID, in graph: Graph, group: Int = 0, columns: Int, depth: Int
    ) -> UnsafePointer<Float>? {
        guard let data = graph[value].data else { return nil }
        let key = Key(value: value, group: group)
        let arena: Arena
        if let known = panels[key] {
            arena = known
        } else {
            arena = Arena(byteCount: qk_gemm_packed_elements(columns, depth) * MemoryLayout<Float>.stride)
            data.withElements(Float.self) { elements in
                guard let base = elements.baseAddress else { return }
                kernels.pointee.f32_gemm_pack(
                    columns, depth, base + group * columns * depth, arena.bytes.baseFloats,
                    (0..<qk_gemm_panels(columns)).kernelRange)
            }
            panels[key] = arena
        }
        return UnsafePointer(arena.bytes.baseFloats)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The bytes as float32 elements; the buffer is never empty.
    var baseFloats: UnsafeMutablePointer<Float> {
        guard let baseAddress else { preconditionFailure("an arena is never empty") }
        return baseAddress.assumingMemoryBound(to: Float.self)
    }
}
