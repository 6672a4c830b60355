package import Engine
import Metrics
import ModelIR

/// How classes are read off a model's output: a row of scores for each sample, or the probability of the second of two
/// classes.
package struct ClassScores: Sendable, Hashable {
    package let classCount: Int
    private let isProbability: Bool

    /// Nil where the model has several outputs, or one that is no row of numbers, or one number that is no probability.
    package init?(of model: Model) {
        guard model.outputs.count == 1, model.outputs[0].shape.count == 2, let width = model.outputs[0].shape[1]
        else { return nil }
        isProbability = width == 1
        guard width > 1 || model.endsInLogistic else { return nil }
        classCount = max(width, 2)
    }

    /// The class of each sample, of which `scores` has one row each.
    package func classes(of scores: [Float], samples: Int) -> [Int] {
        guard !isProbability else { return scores.map { TopClass.index(ofProbability: $0) } }
        return (0..<samples).map { TopClass.index(of: scores[$0 * classCount..<($0 + 1) * classCount]) }
    }
}

extension Model {
    /// Whether the first output is a logistic function, whatever changes its type or shape behind it.
    fileprivate var endsInLogistic: Bool {
        let uses = graph.uses()
        var value = graph.outputs[0].value
        while let producer = uses.producer(of: value) {
            switch graph.nodes[producer].op {
            case .unary(let unary): return unary.function == .logistic
            case .quantize, .dequantize, .cast, .reshape, .squeeze, .expandDims: value = graph.nodes[producer].inputs[0]
            default: return false
            }
        }
        return false
    }
}
