import Engine
import ModelIR

/// A repeatable source of numbers (SplitMix64).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    mutating func floats(_ count: Int, in range: ClosedRange<Float> = -2...2) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }
}

/// A row-major array for reference computations, indexed by coordinates.
struct Grid {
    var shape: [Int]
    var elements: [Float]

    init(_ shape: [Int], _ elements: [Float]) {
        precondition(shape.reduce(1, *) == elements.count)
        self.shape = shape
        self.elements = elements
    }

    init(_ shape: [Int], repeating value: Float = 0) {
        self.init(shape, Array(repeating: value, count: shape.reduce(1, *)))
    }

    init(_ tensor: Tensor) { self.init(tensor.shape, tensor.floats()) }

    var tensor: Tensor { Tensor(shape: shape, elements) }

    private func offset(_ index: [Int]) -> Int {
        zip(index, shape).reduce(0) { (sum, axis) in
            precondition((0..<axis.1).contains(axis.0), "\(index) is outside \(shape)")
            return sum * axis.1 + axis.0
        }
    }

    subscript(_ index: [Int]) -> Float {
        get { elements[offset(index)] }
        set { elements[offset(index)] = newValue }
    }

    /// All coordinates in row-major order.
    var indices: [[Int]] { Grid.indices(of: shape) }

    static func indices(of shape: [Int]) -> [[Int]] {
        shape.reduce([[]]) { heads, size in heads.flatMap { head in (0..<size).map { head + [$0] } } }
    }

    /// An array whose element at each coordinate is `element(coordinate)`.
    static func make(_ shape: [Int], _ element: ([Int]) -> Float) -> Grid {
        Grid(shape, indices(of: shape).map(element))
    }
}

/// The largest difference relative to 1 or to the magnitude of the expected number, whichever is larger.
func deviation(_ actual: [Float], _ expected: [Float]) -> Float {
    guard actual.count == expected.count else { return .infinity }
    return zip(actual, expected).reduce(0) { worst, pair in
        if pair.0 == pair.1 || (pair.0.isNaN && pair.1.isNaN) { return worst }
        let difference = abs(pair.0 - pair.1) / max(1, abs(pair.1))
        return difference.isNaN ? .infinity : max(worst, difference)
    }
}

/// A graph of one operator whose first inputs are given and whose other inputs are constants.
func graph(
    of op: Operator, inputs: [Shape], constants: [Grid] = [], type: ElementType = .float32
) throws -> Graph {
    var graph = Graph()
    var ids = inputs.enumerated().map { graph.addInput("x\($0)", type: type, shape: $1) }
    for (index, constant) in constants.enumerated() {
        ids.append(graph.addConstant("c\(index)", shape: constant.shape, constant.elements))
    }
    let outputs = try graph.inferOutputs(of: op, inputs: ids, location: "test").count
    let values = try graph.appendMany(op, ids, names: (0..<outputs).map { "y\($0)" }, layer: "layer")
    graph.outputs = values.enumerated().map { Port(name: "y\($0)", value: $1) }
    return graph
}

/// The ways to run a model that must all give the same numbers.
struct Setting: CustomStringConvertible {
    var threads: Int
    var instructionSet: String

    static let all =
        Session.instructionSets.map { Setting(threads: 1, instructionSet: $0) }
        + [2, 3].map { Setting(threads: $0, instructionSet: Session.instructionSets.last ?? "") }

    var description: String { "\(threads) threads, \(instructionSet)" }

    func session(_ model: Model) throws -> Session {
        try Session(model: model, threads: threads, instructionSet: instructionSet)
    }
}

/// Runs one operator in every setting and returns the largest deviation of its outputs from `expected`.
func deviation(
    of op: Operator, inputs: [Grid], constants: [Grid] = [], from expected: [Grid], isBatchFree: Bool = false
) throws -> Float {
    let shapes = inputs.map { input in
        isBatchFree ? Shape([1] + input.shape.dropFirst(), isBatchFree: true) : Shape(input.shape)
    }
    let model = try Model(graph: graph(of: op, inputs: shapes, constants: constants))
    let tensors = Dictionary(uniqueKeysWithValues: inputs.enumerated().map { ("x\($0)", $1.tensor) })
    var worst: Float = 0
    for setting in Setting.all {
        let session = try setting.session(model)
        let results = try session.run(tensors)
        for (index, grid) in expected.enumerated() {
            guard let result = results["y\(index)"], result.shape == grid.shape else { return .infinity }
            worst = max(worst, deviation(result.floats(), grid.elements))
        }
    }
    return worst
}
