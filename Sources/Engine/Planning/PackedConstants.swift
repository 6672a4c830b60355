import CKernels
import ModelIR

/// Weights in the layout of the kernels.
///
/// Planning asks for them one by one and gets their places; ``fill(on:)`` then writes all of them at once. Those of the
/// first run are instead written by ``write(_:on:)`` just before the steps that read them.
final class PackedConstants {
    /// How long they are needed.
    enum Lifetime {
        /// As long as the session: made once for all its plans.
        case session
        /// While the steps of one operation run: all operations use the same memory, one after the other.
        case operation
        /// Not at all: nobody may read what the pointers lead to.
        case none
    }

    /// What was made of a constant.
    enum Form: Hashable {
        /// A copy.
        case same
        /// Panels for the float32 matrix product, of one group of a convolution's output channels.
        case panels(group: Int)
        /// Panels for the products of Winograd's convolution with tiles of so many outputs on each side, those of one place
        /// behind those of the one before.
        case winogradPanels(side: Int)
        /// Integers as floats.
        case floats
        /// Panels for the int8 convolution, of one group of its output channels.
        case integerPanels(group: Int)
        /// Blocks of channels for the int8 depthwise convolution, whose layout may depend on how it slides over the image.
        case integerBlocks(window: [Int])
        /// The factors between the sums of the operation that makes the value and its output's scale.
        case multipliers
        /// The table of a function that the operation that makes the value applies to one of its parts.
        case table(part: Int)
    }

    private struct Key: Hashable {
        let value: ValueID
        let form: Form
    }

    let kernels: UnsafePointer<qk_kernels>
    private let graph: Graph
    private var packed: [Key: UnsafeRawPointer] = [:]
    /// Bytes of the constants that are read where they lie, and will be copied where they are kept.
    private var constantsReadInPlace: [ValueID: Int] = [:]
    /// What has been asked for and is not written yet.
    private var packings: [Packing] = []
    /// Blocks that hold the packed constants one behind the other; the last has room left.
    private var blocks: [Arena] = []
    private var bytesUsedOfLast = 0

    /// Small models take one small block, others blocks that fill huge pages.
    private static let firstBlock = 256 << 10
    private static let laterBlocks = 4 << 20
    /// Fewer bytes are written faster by one thread.
    private static let fewestSharedBytes = 64 << 10
    /// Fewer bytes of a file may stay in memory until the end of the first run: to give them up disturbs all threads.
    private static let fewestBytesGivenUp = 256 << 10
    /// Constants of more bytes are read where they lie in the file.
    private static let mostBytesCopied = 16 << 10

    private let lifetime: Lifetime
    /// Where everything seems to be for plans that are never bound, because only their memory is of interest.
    private let standIn: Arena?

    init(_ graph: Graph, kernels: UnsafePointer<qk_kernels>, lifetime: Lifetime = .session) {
        self.graph = graph
        self.kernels = kernels
        self.lifetime = lifetime
        standIn = lifetime == .none ? Arena(byteCount: 0) : nil
    }

    /// The rows `group * columns ..< (group + 1) * columns` of a constant matrix [..., depth] as panels for the matrix
    /// product; nil where `value` is no constant. Integers become floats as they are, whatever their scale.
    func panels(
        of value: ValueID, in graph: Graph, group: Int = 0, columns: Int, depth: Int
    ) -> UnsafePointer<Float>? {
        guard let data = graph[value].data else { return nil }
        let byteCount = qk_gemm_packed_elements(columns, depth) * MemoryLayout<Float>.stride
        return packPanels(value, data, as: .panels(group: group), columns: columns, byteCount: byteCount) {
            [kernels] elements, target, panels in
            kernels.pointee.f32_gemm_pack(columns, depth, elements + group * columns * depth, target, panels)
        }
    }

    /// A constant kernel [columns, 3, 3, channels] of floats, transformed for tiles of `side` outputs on each side and as
    /// panels for each place; nil where `value` is no constant.
    func winogradPanels(
        of value: ValueID, in graph: Graph, side: Int, columns: Int, channels: Int
    ) -> UnsafePointer<Float>? {
        guard let data = graph[value].data else { return nil }
        let elements = qk_winograd_places(side) * qk_gemm_packed_elements(columns, channels)
        let byteCount = elements * MemoryLayout<Float>.stride
        return packPanels(value, data, as: .winogradPanels(side: side), columns: columns, byteCount: byteCount) {
            [kernels] weights, target, panels in
            kernels.pointee.f32_winograd_pack(side, columns, channels, weights, target, panels)
        }
    }

    /// Where the panels are that `fill` makes of the elements of `value`, which are `data`.
    private func packPanels(
        _ value: ValueID, _ data: TensorData, as form: Form, columns: Int, byteCount: Int,
        fill: @escaping (UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ panels: qk_range) -> Void
    ) -> UnsafePointer<Float> {
        let panelCount = qk_gemm_panels(columns)
        // Whoever packs other elements than floats makes floats of all of them first.
        let isShared = data.type == .float32
        let place = pack(value, as: form, byteCount: byteCount, unitCount: isShared ? panelCount : 1) { target, units in
            let panels = isShared ? units : 0..<panelCount
            data.withFloats { elements in
                guard let base = elements.baseAddress else { return }
                fill(base, target.assumingMemoryBound(to: Float.self), panels.kernelRange)
            }
        }
        return place.assumingMemoryBound(to: Float.self)
    }

    /// `QK_TABLE_ELEMENTS` results by the bits of the argument, read as uint8, of the function that the operation that makes
    /// `value` applies, to one of its inputs if each has its own.
    func table(of value: ValueID, part: Int = 0, _ function: ByteFunction) -> UnsafePointer<Int8> {
        let table = pack(value, as: .table(part: part), byteCount: Int(QK_TABLE_ELEMENTS)) { target, _ in
            let results = target.assumingMemoryBound(to: Int8.self)
            for bits in UInt8.min...UInt8.max { results[Int(bits)] = function(Int8(bitPattern: bits)) }
        }
        return table.assumingMemoryBound(to: Int8.self)
    }

    /// Where `value` is in this form: the place from before, or else as many bytes as `fill` writes later.
    ///
    /// - Parameters:
    ///   - unitCount: how many parts `fill` can write independently of one another.
    ///   - fill: writes some of the units into the place of all.
    func pack(
        _ value: ValueID, as form: Form, byteCount: Int, unitCount: Int = 1,
        fill: @escaping (_ target: UnsafeMutableRawPointer, _ units: Range<Int>) -> Void
    ) -> UnsafeRawPointer {
        if let nowhere = standIn?.bytes.baseAddress { return UnsafeRawPointer(nowhere) }
        let key = Key(value: value, form: form)
        if let known = packed[key] { return known }
        let target = allocate(byteCount: byteCount)
        packings.append(Packing(value: value, byteCount: byteCount, unitCount: unitCount) { fill(target, $0) })
        packed[key] = UnsafeRawPointer(target)
        return UnsafeRawPointer(target)
    }

    /// Writes what has been asked for since the last time, on all threads of `pool`.
    func fill(on pool: ThreadPool) {
        // The largest first, so that no thread is left with much when the others are done.
        let packings = takePackings().sorted { $0.byteCount > $1.byteCount }
        pool.runOneByOne(count: packings.count) { index, _ in
            packings[index].write(0..<packings[index].unitCount)
            graph[packings[index].value].data?.giveUpPages()
        }
        graph.giveUpPages()
    }

    /// Takes memory for constants of so many bytes together at once, before any is asked for, so that none is left over.
    func reserve(byteCount: Int) {
        guard blocks.isEmpty, byteCount > 0 else { return }
        blocks.append(Arena(byteCount: byteCount))
    }

    /// Lets what the next operation asks for take the place of what those before have asked for, where constants live no
    /// longer than that.
    func startOperation() {
        guard lifetime == .operation else { return }
        packed = [:]
        bytesUsedOfLast = 0
    }

    /// What the operation has asked for since ``startOperation()``; nothing where ``fill(on:)`` writes it.
    func packingsOfOperation() -> [Packing] { lifetime == .operation ? takePackings() : [] }

    /// Writes what one operation reads, each on all threads of `pool`.
    func write(_ packings: [Packing], on pool: ThreadPool) {
        for packing in packings {
            if packing.byteCount < Self.fewestSharedBytes {
                packing.write(0..<packing.unitCount)
            } else {
                pool.run(unitCount: packing.unitCount) { units, _ in packing.write(units) }
            }
            if packing.byteCount >= Self.fewestBytesGivenUp { graph[packing.value].data?.giveUpPages() }
        }
    }

    private func takePackings() -> [Packing] {
        defer { packings = [] }
        return packings
    }

    /// Bytes of the copies that ``place(of:in:)`` makes for the constants of a graph.
    static func byteCountOfCopies(in graph: Graph) -> Int {
        graph.values.reduce(0) { sum, value in
            guard let data = value.data, data.byteCount <= mostBytesCopied else { return sum }
            return sum + Arena.roundUp(data.byteCount)
        }
    }

    /// Where the elements of a constant are as they are; nil where `value` is no constant.
    ///
    /// Where constants are kept, small ones are copied: each would hold whole pages of its file in memory otherwise.
    func place(of value: ValueID, in graph: Graph) -> UnsafeRawPointer? {
        guard let data = graph[value].data else { return nil }
        let key = Key(value: value, form: .same)
        if let known = packed[key] { return known }
        return data.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, lifetime == .session, bytes.count <= Self.mostBytesCopied else {
                // The graph, which whoever plans holds on to, owns the bytes.
                return bytes.baseAddress
            }
            let copy = allocate(byteCount: bytes.count)
            copy.copyMemory(from: base, byteCount: bytes.count)
            packed[key] = UnsafeRawPointer(copy)
            return UnsafeRawPointer(copy)
        }
    }

    /// The elements of a constant as floats, integers as they are; nil where `value` is no constant.
    ///
    /// Where constants are kept, these are copies: memory that begins at a line of the cache and has large pages is read
    /// faster than a file's. What one run reads once stays where it is.
    func floats(of value: ValueID, in graph: Graph) -> UnsafePointer<Float>? {
        guard let data = graph[value].data else { return nil }
        if data.type == .float32, lifetime == .operation || data.byteCount <= Self.mostBytesCopied {
            if data.byteCount > Self.mostBytesCopied { constantsReadInPlace[value] = data.byteCount }
            return place(of: value, in: graph)?.assumingMemoryBound(to: Float.self)
        }
        let copy = pack(value, as: .floats, byteCount: data.count * MemoryLayout<Float>.stride) {
            target, _ in
            data.withFloats { elements in
                guard let base = elements.baseAddress else { return }
                target.copyMemory(from: base, byteCount: elements.count * MemoryLayout<Float>.stride)
            }
        }
        return copy.assumingMemoryBound(to: Float.self)
    }

    /// Bytes of the copies that ``floats(of:in:)`` will make where constants are kept, and has not made.
    var byteCountReadInPlace: Int { constantsReadInPlace.values.reduce(0) { $0 + Arena.roundUp($1) } }

    /// Bytes of memory that all take.
    var byteCount: Int { blocks.reduce(0) { $0 + $1.bytes.count } }

    private func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        let size = Arena.roundUp(byteCount)
        if blocks.last.map({ $0.bytes.count - bytesUsedOfLast < size }) ?? true {
            // Room that nobody writes to is no memory: with it, the next operation of this size needs no other block.
            let least = blocks.isEmpty || lifetime == .operation ? Self.firstBlock : Self.laterBlocks
            blocks.append(Arena(byteCount: max(lifetime == .operation ? 2 * size : size, least)))
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
