/// A function of one int8, which kernels read as the table of all its results: ``PackedConstants/table(of:part:_:)``.
struct ByteFunction {
    /// How many functions this calls, one within the other.
    let depth: Int
    private let function: (Int8) -> Int8

    /// No deeper, because each call takes some of the stack.
    static let maximumDepth = 32

    init(depth: Int = 1, _ function: @escaping (Int8) -> Int8) {
        self.depth = depth
        self.function = function
    }

    func callAsFunction(_ argument: Int8) -> Int8 { function(argument) }
}
