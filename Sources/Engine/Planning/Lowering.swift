import CKernels
import ModelIR

/// Turns the operations of a program into steps for one batch size. Each operator's family adds its own method.
struct Lowering {
    let program: Program
    /// How many samples stand for a free batch.
    let batch: Int
    let kernels: UnsafePointer<qk_kernels>
    let threadCount: Int
    let constants: PackedConstants

    /// The dimensions of a value at this batch.
    func dimensions(_ value: ValueID) -> [Int] { program.graph[value].shape.resolved(batch: batch).dimensions }

    /// The number of elements of a value at this batch.
    func elementCount(_ value: ValueID) -> Int { dimensions(value).reduce(1, *) }

    func type(_ value: ValueID) -> ElementType { program.graph[value].type }

    func isConstant(_ value: ValueID) -> Bool { program.graph[value].isConstant }

    /// The steps of `operation`.
    func plan(_ operation: Operation) throws(EngineError) -> StepPlan {
        try checkBatch(operation)
        if operation.isHybrid(in: program.graph) { return try hybrid(operation) }
        switch operation.kind {
        case .swish: return try elementwise(.swish, operation)
        case .table(let function): return tablePlan(function, operation)
        case .imageMean(let pixels): return imageMean(pixels: pixels, operation)
        case .node(let op):
            if let plan = try integerPlan(op, operation) { return plan }
            return try generalPlan(op, operation)
        }
    }

    /// The steps of an operation on float32, or of one that only moves elements.
    private func generalPlan(_ op: Operator, _ operation: Operation) throws(EngineError) -> StepPlan {
        switch op {
        case .conv2D(let conv): return try convolution(conv, operation)
        case .depthwiseConv2D(let conv): return try depthwise(conv, operation)
        case .fullyConnected(let dense): return try fullyConnected(dense, operation)
        case .pool2D(let pool): return try pooling(pool, operation)
        case .unary(let unary): return try elementwise(Activation(unary.function), operation)
        case .binary(let binary): return try self.binary(binary, operation)
        case .prelu: return try prelu(operation)
        case .softmax(let softmax): return try self.softmax(beta: softmax.beta, isLogarithm: false, operation)
        case .logSoftmax: return try softmax(beta: 1, isLogarithm: true, operation)
        case .concatenation(let concatenation): return try self.concatenation(concatenation, operation)
        case .split(let split): return self.split(split, operation)
        case .pack(let pack): return self.pack(pack, operation)
        case .pad(let pad): return try padding(pad, operation)
        case .slice(let slice): return try self.slice(slice, operation)
        case .reshape, .squeeze, .expandDims: return copy(operation)
        case .transpose(let transpose): return try self.transpose(transpose, operation)
        case .reduce(let reduce): return try reduction(reduce, operation)
        case .resize(let resize): return try self.resize(resize, operation)
        case .cast: return cast(operation)
        case .shape: return try shape(operation)
        case .quantize: return try quantize(operation)
        case .dequantize: return try dequantize(operation)
        }
    }

    /// Throws where a shape in the model was computed for a batch of 1 and does not follow the batch.
    private func checkBatch(_ operation: Operation) throws(EngineError) {
        guard batch != 1, operation.inputs.contains(where: { program.graph[$0].shape.isBatchFree }) else { return }
        if case .node(.shape) = operation.kind { return }
        for output in operation.outputs where !program.graph[output].shape.isBatchFree {
            throw EngineError(
                .unsupported, "the shape of its result is fixed, so that the model runs only with a batch of 1",
                at: operation.location)
        }
    }

    /// Throws unless all `values` are float32, or the int8 weights of a hybrid product.
    func requireFloats(_ values: [ValueID], _ operation: Operation) throws(EngineError) {
        let weights = operation.isHybrid(in: program.graph) ? operation.inputs[1] : nil
        guard values.allSatisfy({ type($0) == .float32 || $0 == weights }) else {
            let types = values.map { type($0).rawValue }.joined(separator: ", ")
            throw EngineError(
                .unsupported, "the engine computes this on float32 only, not on \(types)", at: operation.location)
        }
    }

    /// Throws unless `rank` fits the strided kernels.
    func requireRank(_ rank: Int, _ operation: Operation) throws(EngineError) {
        guard rank <= QK_MAXIMUM_RANK else {
            throw EngineError(
                .unsupported,
                "a tensor of rank \(rank) is more than the \(QK_MAXIMUM_RANK) axes that the engine takes",
                at: operation.location)
        }
    }

    /// The operation's activation, fused by the model (`own`) or by the planner, as kernels take it.
    func activation(_ own: FusedActivation, _ operation: Operation) -> qk_f32_activation {
        (own == .none ? operation.activation : Activation(own)).kernelActivation
    }
}

extension Range<Int> {
    /// The same range as kernels take it.
    var kernelRange: qk_range { qk_range(begin: lowerBound, end: upperBound) }
}

/// Sizes or strides at a fixed address, because kernels take pointers to them.
final class AxisList {
    let pointer: UnsafeMutablePointer<Int>

    init(_ elements: [Int]) {
        pointer = UnsafeMutablePointer<Int>.allocate(capacity: max(elements.count, 1))
        pointer.initialize(repeating: 0, count: max(elements.count, 1))
        for (index, element) in elements.enumerated() { pointer[index] = element }
    }

    deinit { pointer.deallocate() }

    var sizes: UnsafePointer<Int> { UnsafePointer(pointer) }
}

/// Strides in elements of a dense row-major array.
func denseStrides(_ dimensions: [Int]) -> [Int] {
    var strides = Array(repeating: 1, count: dimensions.count)
    for axis in dimensions.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * dimensions[axis + 1] }
    return strides
}
