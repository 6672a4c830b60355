import CKernels
import ModelIR

/// Weights in the layout of the kernels, made once for all plans of a session.
///
/// Planning asks for them one by one and gets their places; ``fill(on:)`` then writes all of them at once.
final class PackedConstants {
    /// What was made of a constant.
    enum Form: Hashable {
        /// Panels for the float32 matrix product, of one group of a convolution's output channels.
        case panels(group: Int)
        /// Panels for the products of Winograd's convolution, those of one place behind those of the one before.
        case winogradPanels
        /// Integers as floats.
        case floats
        /// Panels for the int8 convolution, of one group of its output channels.
        case integerPanels(group: Int)
        /// Blocks of channels for the int8 depthwise convolution, whose layout may depend on its stride.
        case integerBlocks(strideWidth: Int)
        /// The factors between the sums of the operation that makes the value and its output's scale.
        case multipliers
        /// The table of a function that the operation that makes the value applies to one of its parts.
        case table(part: Int)
    }

    private struct Key: Hashable {
        let value: ValueID
        let form: Form
    }

    /// Something that was asked for and is not written yet.
    private struct Request {
        let value: ValueID
        let byteCount: Int
        let write: () -> Void
    }

    let kernels: UnsafePointer<qk_kernels>
    private let graph: Graph
    private var packed: [Key: UnsafeRawPointer] = [:]
    private var requests: [Request] = []
    /// Blocks that hold the packed constants one behind the other; the last has room left.
    private var blocks: [Arena] = []
    private var bytesUsedOfLast = 0

    /// Small models take one small block, others blocks that fill huge pages.
    private static let firstBlock = 256 << 10
    private static let laterBlocks = 4 << 20

    /// Where everything seems to be for plans that are never bound, because only their memory is of interest.
    private let standIn: Arena?

    /// - Parameter packs: whether constants are packed; without that, nobody may read what the pointers lead to.
    init(_ graph: Graph, kernels: UnsafePointer<qk_kernels>, packs: Bool = true) {
        self.graph = graph
        self.kernels = kernels
        standIn = packs ? nil : Arena(byteCount: 0)
    }

    /// The rows `group * columns ..< (group + 1) * columns` of a constant matrix [..., depth] as panels for the matrix
    /// product; nil where `value` is no constant. Integers become floats as they are, whatever their scale.
    func panels(
        of value: ValueID, in graph: Graph, group: Int = 0, columns: Int, depth: Int
    ) -> UnsafePointer<Float>? {
        guard let data = graph[value].data else { return nil }
        let byteCount = qk_gemm_packed_elements(columns, depth) * MemoryLayout<Float>.stride
        let panels = pack(value, as: .panels(group: group), byteCount: byteCount) { [kernels] target in
            data.withFloats { elements in
                guard let base = elements.baseAddress else { return }
                kernels.pointee.f32_gemm_pack(
                    columns, depth, base + group * columns * depth, target.assumingMemoryBound(to: Float.self),
                    (0..<qk_gemm_panels(columns)).kernelRange)
            }
        }
        return panels.assumingMemoryBound(to: Float.self)
    }

    /// A constant kernel [columns, 3, 3, channels] of floats, transformed and as panels for each place; nil where `value` is
    /// no constant.
    func winogradPanels(
        of value: ValueID, in graph: Graph, columns: Int, channels: Int
    ) -> UnsafePointer<Float>? {
        guard let data = graph[value].data else { return nil }
        let elements = Int(QK_WINOGRAD_PLACES) * qk_gemm_packed_elements(columns, channels)
        let byteCount = elements * MemoryLayout<Float>.stride
        let panels = pack(value, as: .winogradPanels, byteCount: byteCount) { [kernels] target in
            data.withFloats { weights in
                guard let base = weights.baseAddress else { return }
                kernels.pointee.f32_winograd_pack(
                    columns, channels, base, target.assumingMemoryBound(to: Float.self),
                    (0..<qk_gemm_panels(columns)).kernelRange)
            }
        }
        return panels.assumingMemoryBound(to: Float.self)
    }

    /// `QK_TABLE_ELEMENTS` results by the bits of the argument, read as uint8, of the function that the operation that makes
    /// `value` applies, to one of its inputs if each has its own.
    func table(of value: ValueID, part: Int = 0, _ function: ByteFunction) -> UnsafePointer<Int8> {
        let table = pack(value, as: .table(part: part), byteCount: Int(QK_TABLE_ELEMENTS)) { target in
            let results = target.assumingMemoryBound(to: Int8.self)
            for bits in UInt8.min...UInt8.max { results[Int(bits)] = function(Int8(bitPattern: bits)) }
        }
        return table.assumingMemoryBound(to: Int8.self)
    }

    /// Where `value` is in this form: the place from before, or else as many bytes as `fill` writes later.
    func pack(
        _ value: ValueID, as form: Form, byteCount: Int, fill: @escaping (UnsafeMutableRawPointer) -> Void
    ) -> UnsafeRawPointer {
        if let nowhere = standIn?.bytes.baseAddress { return UnsafeRawPointer(nowhere) }
        let key = Key(value: value, form: form)
        if let known = packed[key] { return known }
        let target = allocate(byteCount: byteCount)
        requests.append(Request(value: value, byteCount: byteCount) { fill(target) })
        packed[key] = UnsafeRawPointer(target)
        return UnsafeRawPointer(target)
    }

    /// Writes what has been asked for since the last time, on all threads of `pool`.
    func fill(on pool: ThreadPool) {
        // The largest first, so that no thread is left with much when the others are done.
        let requests = requests.sorted { $0.byteCount > $1.byteCount }
        self.requests = []
        pool.runOneByOne(count: requests.count) { index, _ in
            requests[index].write()
            graph[requests[index].value].data?.giveUpPages()
        }
    }

    /// The elements of a constant as floats, integers as they are; nil where `value` is no constant.
    func floats(of value: ValueID, in graph: Graph) -> UnsafePointer<Float>? {
        guard let data = graph[value].data else { return nil }
        let copy = pack(value, as: .floats, byteCount: data.count * MemoryLayout<Float>.stride) { target in
            data.withFloats { elements in
                guard let base = elements.baseAddress else { return }
                target.copyMemory(from: base, byteCount: elements.count * MemoryLayout<Float>.stride)
            }
        }
        return copy.assumingMemoryBound(to: Float.self)
    }

    /// Bytes of memory that all take.
    var byteCount: Int { blocks.reduce(0) { $0 + $1.bytes.count } }

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

extension TensorData {
    /// The elements, or floats made of them for the time of the call.
    fileprivate func withFloats(_ body: (UnsafeBufferPointer<Float>) -> Void) {
        if type == .float32 {
            withElements(Float.self, body)
        } else {
            floats().withUnsafeBufferPointer(body)
        }
    }
}
