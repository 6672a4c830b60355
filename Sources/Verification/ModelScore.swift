import Metrics

/// What is known of one model's outputs, summed up batch by batch.
struct ModelScore {
    /// Where samples have labels and outputs tell classes.
    private(set) var matrix: ConfusionMatrix?
    /// Samples that were taken for the class that the reference took them for, where outputs tell classes.
    private(set) var agreeing = 0
    private(set) var pairs = PairedOutcomes()
    private(set) var error = OutputError()

    /// - Parameter classCount: nil where there are no labels to count by.
    init(classCount: Int?) { matrix = classCount.map(ConfusionMatrix.init(classCount:)) }

    /// Takes in the classes that the model and the reference told samples of these labels to be.
    mutating func add(classes: [Int], reference: [Int], labels: [Int]?) {
        for (index, (predicted, wanted)) in zip(classes, reference).enumerated() {
            if predicted == wanted { agreeing += 1 }
            guard let label = labels?[index] else { continue }
            matrix?.add(label: label, predicted: predicted)
            pairs.add(first: wanted == label, second: predicted == label)
        }
    }

    /// Takes in the outputs of the model and of the reference.
    mutating func add(outputs: [[Float]], reference: [[Float]]) {
        for (output, wanted) in zip(outputs, reference) { error.add(output, reference: wanted) }
    }
}
