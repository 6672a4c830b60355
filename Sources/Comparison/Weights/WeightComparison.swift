import Metrics
import ModelIR

/// How far the weights of a layer are from those of its partner.
struct WeightComparison: Sendable {
    /// Kernels and other constants than biases.
    private(set) var weights = OutputError()
    private(set) var biases = OutputError()
    /// What the first model's weights are multiplied by to be compared with the second's.
    private(set) var factor = 1.0
    /// Why the weights cannot be compared; nil where they were, or where there are none.
    private(set) var obstacle: String?

    /// A factor in here is an error, unless something says that a unit has changed.
    private static let ordinaryFactors = 0.67...1.5
    /// From here on, what a factor leaves is noise, and not another network.
    private static let soundDecibels = 15.0
    /// Below this it is worth a look whether every channel has a factor of its own.
    private static let doubtfulDecibels = 6.0

    init(_ a: ComparedLayer, _ b: ComparedLayer, in pair: ComparedPair, units: StageUnits) {
        do throws(ConstantPair.Obstacle) {
            for constants in try ConstantPair.all(a, b, in: pair) {
                if constants.role == .bias {
                    try add(bias: constants, units, hasOffsets: pair.hasOffsets)
                } else {
                    try add(constants, units)
                }
            }
        } catch {
            (weights, biases, factor, obstacle) = (OutputError(), OutputError(), 1, error.text)
        }
    }

    private mutating func add(_ constants: ConstantPair, _ units: StageUnits) throws(ConstantPair.Obstacle) {
        let (numbers, given) = constants.numbers()
        var others = given
        var unit = units[constants.output] / units[constants.input]
        if constants.role != .kernel { unit = 1 }
        if unit == 1, constants.role == .kernel {
            let fit = Fit(numbers, others)
            if let found = fit.factor, found > 0, !Self.ordinaryFactors.contains(found),
                Fit.decibels([fit]) >= Self.soundDecibels
            {
                unit = found
            } else if Fit.decibels([fit]) < Self.doubtfulDecibels,
                constants.channelFits(numbers, others).contains(where: { Fit.decibels($0) >= Self.soundDecibels })
            {
                throw ConstantPair.Obstacle("a scale of each channel is folded into one of them only")
            }
        }
        if unit != 1 {
            factor = unit
            for index in others.indices { others[index] = Float(Double(others[index]) / unit) }
        }
        weights.add(others, reference: numbers)
    }

    private mutating func add(
        bias constants: ConstantPair, _ units: StageUnits, hasOffsets: Bool
    ) throws(ConstantPair.Obstacle) {
        // Where a bias was moved in one model alone, the two are made to differ.
        if hasOffsets, units.isInStage(constants.input) || units.isInStage(constants.output) { return }
        let (numbers, given) = constants.numbers()
        var others = given
        let unit = units[constants.output]
        if unit != 1 {
            for index in others.indices { others[index] = Float(Double(others[index]) / unit) }
        }
        biases.add(others, reference: numbers)
    }
}

extension ConstantPair {
    /// A fit for each output channel of a kernel, and one for each input channel.
    fileprivate func channelFits(_ numbers: [Float], _ others: [Float]) -> [[Fit]] {
        let (outputs, inputs) = (max(1, shape.dimensions.first ?? 1), max(1, shape.dimensions.last ?? 1))
        let row = max(1, numbers.count / outputs)
        var byOutput = Array(repeating: Fit(), count: outputs)
        var byInput = Array(repeating: Fit(), count: inputs)
        for index in numbers.indices {
            byOutput[min(outputs - 1, index / row)].add(numbers[index], others[index])
            byInput[index % inputs].add(numbers[index], others[index])
        }
        // With few weights for each factor everything fits.
        return [(byOutput, row), (byInput, numbers.count / inputs)].compactMap { $1 >= 8 ? $0 : nil }
    }
}
