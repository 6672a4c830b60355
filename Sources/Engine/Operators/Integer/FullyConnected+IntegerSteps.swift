import CKernels
import ModelIR

extension Lowering {
    /// FULLY_CONNECTED on int8 as a matrix product, or as a product of a matrix and a vector for one row.
    func integerFullyConnected(_ dense: FullyConnected, _ operation: Operation) throws(EngineError) -> StepPlan {
        let layer = try IntegerLayer(operation, axis: 0, activation: dense.activation, self)
        let (columns, depth) = (dimensions(layer.kernel)[0], dimensions(layer.kernel)[1])
        let rows = elementCount(layer.input) / depth
        return integerProduct(layer, rows: rows, columns: columns, depth: depth, operation)
    }

    /// Each row of the input times the kernel as it is.
    func integerVectorProducts(
        _ layer: IntegerLayer, rows: Int, columns: Int, depth: Int, _ operation: Operation
    ) -> StepPlan {
        // Columns that the kernel rounds at once.
        let columnsPerUnit = 32
        let units = (columns + columnsPerUnit - 1) / columnsPerUnit
        let run = kernels.pointee.s8_gemv
        return StepPlan(inputs: operation.inputs, outputs: [layer.output]) { place in
            let arguments = qk_s8_gemv(
                columns: columns, depth: depth, x: layer.input(place), x_zero_point: layer.inputZeroPoint,
                weights: layer.kernel(place), weight_zero_point: layer.kernelZeroPoint, bias: layer.bias(place),
                multipliers: layer.multipliers, rounding: layer.rounding, y: layer.output(place))
            let step = Step(unitCount: rows * units, cost: rows * columns * depth / 2) { range, _ in
                var unit = range.lowerBound
                while unit < range.upperBound {
                    let (row, part) = unit.quotientAndRemainder(dividingBy: units)
                    let parts = part..<min(units, part + range.upperBound - unit)
                    var arguments = arguments
                    arguments.x += row * depth
                    arguments.y += row * columns
                    let last = min(columns, parts.upperBound * columnsPerUnit)
                    run(&arguments, (parts.lowerBound * columnsPerUnit..<last).kernelRange)
                    unit += parts.count
                }
            }
            return [step]
        }
    }
}
