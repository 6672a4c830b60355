import CKernels
import ModelIR

/// Weights in the layout of the kernels, made once for all plans of a session.
final class PackedConstants {
    private struct Key: Hashable {
        let value: ValueID
        let group: Int
    }

    private let kernels: UnsafePointer<qk_kernels>
    private var panels: [Key: UnsafePointer<Float>] = [:]
    /// Blocks that hold the panels one behind the other; the last has room left.
    private var blocks: [Arena] = []
    private var bytesUsedOfLast = 0

    /// Small models take one small block, others blocks that fill huge pages.
    private static let firstBlock = 256 << 10
    private static let laterBlocks = 4 << 20

    init(kernels: UnsafePointer<qk_kernels>) { self.kernels = kernels }

    /// The rows `group * columns ..< (group + 1) * columns` of a constant matrix [..., depth] as panels for the matrix
    /// product; nil where `value` is no constant.
    func panels(
        of value: ValueID, in graph: Graph, group: Int = 0, columns: Int, depth: Int
    ) -> UnsafePointer<Float>? {
        guard let data = graph[value].data else { return nil }
        let key = Key(value: value, group: group)
        if let known = panels[key] { return known }
        let packed = allocate(byteCount: qk_gemm_packed_elements(columns, depth) * MemoryLayout<Float>.stride)
            .assumingMemoryBound(to: Float.self)
        data.withElements(Float.self) { elements in
            guard let base = elements.baseAddress else { return }
            kernels.pointee.f32_gemm_pack(
                columns, depth, base + group * columns * depth, packed, (0..<qk_gemm_panels(columns)).kernelRange)
        }
        panels[key] = UnsafePointer(packed)
        return UnsafePointer(packed)
    }

    private func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        let size = Arena.roundUp(byteCount)
        if blocks.last.map({ $0.bytes.count - bytesUsedOfLast < size }) ?? true {
            blocks.append(Arena(byteCount: max(size, blocks.isEmpty ? Self.firstBlock : Self.laterBlocks)))
            bytesUsedOfLast = 0
        }
        guard let base = blocks.last?.bytes.baseAddress else { preconditionFailure("an arena is never empty") }
        defer { bytesUsedOfLast += size }
        return base + bytesUsedOfLast
    }
}
