import CKernels
import ModelIR

extension Lowering {
    /// FULLY_CONNECTED as a matrix product, or as a product of a matrix and a vector for one row.
    func fullyConnected(_ dense: FullyConnected, _ operation: Operation) throws(EngineError) -> StepPlan {
        if type(operation.inputs[0]) == .int8 { return try integerFullyConnected(dense, operation) }
        try requireFloats(operation.inputs + operation.outputs, operation)
        let (input, kernel, output) = (operation.inputs[0], operation.inputs[1], operation.outputs[0])
        let (columns, depth) = (dimensions(kernel)[0], dimensions(kernel)[1])
        let rows = elementCount(input) / depth
        let bias = operation.inputs.count > 2 ? operation.inputs[2] : nil
        let activation = self.activation(dense.activation, operation)
        // A product with one vector takes weights as they lie in the file, which have to be floats.
        let packed =
            rows > 1 || type(kernel) != .float32
            ? constants.panels(of: kernel, in: program.graph, columns: columns, depth: depth) : nil
        let weights = packed == nil ? constants.floats(of: kernel, in: program.graph) : nil
        let (kernels, threadCount) = (kernels, threadCount)
        return StepPlan(inputs: operation.inputs, outputs: operation.outputs) { place in
            if let packed {
                let product = MatrixProduct(
                    qk_f32_gemm(
                        rows: rows, columns: columns, depth: depth, a: place.floats(input), a_stride: depth, b: packed,
                        bias: bias.map { UnsafePointer(place.floats($0)) }, residual: nil, residual_stride: 0,
                        c: place.floats(output), c_stride: columns, activation: activation),
                    kernels: kernels, threadCount: threadCount)
                return [product.step()]
            }
            return (0..<rows).map { row in
                VectorProduct(
                    arguments: qk_f32_gemv(
                        columns: columns, depth: depth, x: place.floats(input) + row * depth,
                        weights: weights ?? UnsafePointer(place.floats(kernel)),
                        bias: bias.map { UnsafePointer(place.floats($0)) },
                        y: place.floats(output) + row * columns, activation: activation)
                ).step(kernels: kernels)
            }
        }
    }
}
