import HDF5Format
import ModelIR

/// What a layer sees of the graph, of its own weights and of its own name while it lowers itself.
///
/// Values and constants that a layer makes are named after it. A constant is made once per layer, however often the
/// layer is called.
final class LayerContext {
    /// The layer's name with the names of nested models in front.
    let layer: String
    /// The name of this call's result: the layer's name, with `#2` and so on from the second call on.
    private let call: String
    private let weights: [String: Weight]
    private let lowering: Lowering

    init(layer: String, call: String, weights: [String: Weight], lowering: Lowering) {
        self.layer = layer
        self.call = call
        self.weights = weights
        self.lowering = lowering
    }

    /// The most elements that a value may have; larger ones come from damaged files only.
    private static let elementLimit = 1 << 40

    func shape(of value: ValueID) -> Shape { lowering.graph[value].shape }

    /// The number of channels: the size of the last axis.
    func channels(of value: ValueID) -> Int { shape(of: value).dimensions.last ?? 1 }

    /// Appends an operator whose result is named `<layer>/<suffix>`.
    func append(_ op: Operator, _ inputs: [ValueID], _ suffix: String) throws(KerasError) -> ValueID {
        try append(op, inputs, [suffix])[0]
    }

    /// Appends an operator with one result for each of `suffixes`.
    func append(_ op: Operator, _ inputs: [ValueID], _ suffixes: [String]) throws(KerasError) -> [ValueID] {
        do {
            let names = suffixes.map { "\(call)/\($0)" }
            let values = try lowering.graph.appendMany(op, inputs, names: names, layer: layer)
            for value in values { try checkSize(of: shape(of: value)) }
            return values
        } catch let error as GraphError {
            throw self.error(.shapeMismatch, error.message)
        } catch let error as KerasError {
            throw error
        } catch {
            throw self.error(.shapeMismatch, "\(error)")
        }
    }

    /// A shape with the batch of `other` and `dimensions` behind it.
    func shape(batchOf other: Shape, _ dimensions: [Int]) throws(KerasError) -> Shape {
        let shape = Shape(other.dimensions.prefix(1) + dimensions, isBatchFree: other.isBatchFree)
        try checkSize(of: shape)
        return shape
    }

    private func checkSize(of shape: Shape) throws(KerasError) {
        var count = 1
        for size in shape.dimensions {
            guard case let (product, false) = count.multipliedReportingOverflow(by: size),
                product <= LayerContext.elementLimit, size <= Int(Int32.max)
            else { throw error(.shapeMismatch, "makes a value of shape \(shape), which is implausibly large") }
            count = product
        }
    }

    /// An error about this layer.
    func error(_ code: KerasError.Code, _ message: String) -> KerasError { KerasError(code, message, at: layer) }
}

extension LayerContext {
    /// The weight `name`, which must have `shape`.
    func weight(_ name: String, shape: [Int]) throws(KerasError) -> Weight {
        guard let weight = weights[name] else {
            throw error(.missingWeights, "its weight '\(name)' is not in the file")
        }
        guard weight.shape == shape else {
            throw error(
                .shapeMismatch,
                "its weight '\(name)' has shape \(Shape(weight.shape)) in the file, but the layer needs \(Shape(shape))"
            )
        }
        return weight
    }

    /// The float32 constant `<layer>/<suffix>`; `elements` is called the first time only, and not at all while only
    /// shapes are wanted.
    func constant(
        _ suffix: String, shape: [Int], _ elements: () throws(KerasError) -> TensorData
    ) throws(KerasError) -> ValueID {
        try lowering.constant("\(layer)/\(suffix)", shape: shape, elements)
    }

    /// A constant of these elements.
    func constant(_ suffix: String, shape: [Int], _ elements: [Float]) throws(KerasError) -> ValueID {
        try constant(suffix, shape: shape) { () throws(KerasError) in TensorData(elements) }
    }

    /// A constant without dimensions.
    func scalar(_ value: Float) throws(KerasError) -> ValueID {
        try constant("\(value)", shape: [], [value])
    }

    /// The weight `name` as it is in the file, under `constantShape` where that differs.
    func weightConstant(_ name: String, shape: [Int], as constantShape: [Int]? = nil) throws(KerasError) -> ValueID {
        let weight = try weight(name, shape: shape)
        return try constant(name, shape: constantShape ?? shape) { () throws(KerasError) in try weight.read() }
    }

    /// The weight `name`, whose last axis comes first in the constant: HWIO becomes OHWI, IO becomes OI.
    func weightConstant(_ name: String, shape: [Int], lastAxisFirst constantShape: [Int]) throws(KerasError) -> ValueID
    {
        let weight = try weight(name, shape: shape)
        return try constant(name, shape: constantShape) { () throws(KerasError) in
            let columns = shape.last ?? 1
            return try weight.read().transposed(
                rows: columns == 0 ? 0 : weight.dataset.count / columns, columns: columns)
        }
    }
}
