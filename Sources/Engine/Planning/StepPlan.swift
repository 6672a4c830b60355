import ModelIR

/// The steps of one operation, whose values have no place in memory yet.
struct StepPlan {
    /// Values that the steps read; constants that were packed at planning need not be among them.
    var inputs: [ValueID]
    var outputs: [ValueID]
    /// Memory that only these steps use.
    var scratchByteCount = 0
    /// Inputs whose memory the first output may take over, because each element is read before it is written.
    var overwritable: [ValueID] = []
    /// What must be written before the steps run; empty where it is written for the whole session at once.
    var packings: [Packing] = []
    /// Makes the steps when every value has its place.
    var bind: (Placement) -> [Step]
}

/// Something that is ready to run.
struct Step {
    /// Parts that can be computed independently of one another, on any thread.
    let unitCount: Int
    /// Multiply-adds or elements of the whole step, roughly: small steps are not worth a second thread.
    let cost: Int
    /// Whether each piece that the units are divided into has to compute some of its neighbours' work again.
    let hasCostlyPieces: Bool
    let work: ThreadPool.Work

    /// - Parameter body: computes some of the units; the number of the worker tells whose scratch memory to use.
    init(unitCount: Int, cost: Int, hasCostlyPieces: Bool = false, body: @escaping ThreadPool.Body) {
        self.unitCount = unitCount
        self.cost = cost
        self.hasCostlyPieces = hasCostlyPieces
        work = ThreadPool.Work(body)
    }
}

/// Where the values of an operation are.
struct Placement {
    let pointers: [ValueID: UnsafeMutableRawPointer]
    /// The operation's own memory, aligned to ``Arena/alignment``.
    let scratch: UnsafeMutableRawPointer

    /// The first byte of a value that the operation reads or makes.
    func bytes(_ value: ValueID) -> UnsafeMutableRawPointer {
        guard let pointer = pointers[value] else { preconditionFailure("value \(value.index) has no place") }
        return pointer
    }

    /// The first element of a float32 value.
    func floats(_ value: ValueID) -> UnsafeMutablePointer<Float> { bytes(value).assumingMemoryBound(to: Float.self) }
}
