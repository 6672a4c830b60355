import CKernels

/// What comes with the integer weights of a layer, drawn so that results spread over the range of int8 and beyond.
struct IntegerLayer {
    let inputZeroPoint: Int32
    let weightZeroPoint: Int32
    let bias: [Int32]?
    let multipliers: [Float]
    let minimum: Int8
    let maximum: Int8
    let outputZeroPoint: Int32
    /// Results by the bits of what they would be without the table.
    let table: [Int8]?

    private let fencedBias: FencedInput<Int32>?
    private let fencedMultipliers: FencedInput<Float>
    private let fencedTable: FencedInput<Int8>?

    /// - Parameter number: chooses among zero points at both extremes and between, bounds, tables, huge biases and
    ///   multipliers of one and more.
    init(number: Int, outputs: Int, depth: Int, random: inout RandomNumbers) {
        inputZeroPoint = [0, -128, 127, 3][number % 4]
        weightZeroPoint = number % 3 == 0 ? [5, -128, 127][number / 3 % 3] : 0
        bias =
            switch number % 7 {
            case 0: nil
            case 1: random.integers(outputs)
            default: random.integers(outputs, in: -4000...4000)
            }
        let spread = number % 14 == 8 ? 3 : 0.015 / Float(max(1, depth)).squareRoot()
        multipliers = random.floats(outputs, in: spread / 4...spread)
        (minimum, maximum) = [(-128, 127), (-128, 127), (-20, 90), (5, 5)][number % 5 % 4]
        outputZeroPoint = [0, -128, 127, 5, -20][number / 2 % 5]
        table = number % 4 == 1 ? random.integers(Int(QK_TABLE_ELEMENTS)) : nil
        fencedBias = bias.map(FencedInput.init)
        fencedMultipliers = FencedInput(multipliers)
        fencedTable = table.map(FencedInput.init)
    }

    var biasPointer: UnsafePointer<Int32>? { fencedBias?.start }
    var multiplierPointer: UnsafePointer<Float> { fencedMultipliers.start }
    var rounding: qk_s8_output {
        qk_s8_output(
            zero_point: outputZeroPoint, minimum: minimum, maximum: maximum, table: fencedTable?.start)
    }

    /// The result for a sum of products, by its definition.
    func result(of products: Int, output: Int) -> Int8 {
        let sum = Int32(truncatingIfNeeded: products + Int(bias?[output] ?? 0))
        let scaled = Double((Float(sum) * multipliers[output]).rounded(.toNearestOrEven))
        let bounded = min(max(scaled + Double(outputZeroPoint), Double(minimum)), Double(maximum))
        let plain = Int8(bounded)
        return table?[Int(UInt8(bitPattern: plain))] ?? plain
    }
}
