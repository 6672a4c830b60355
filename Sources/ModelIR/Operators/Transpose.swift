/// TRANSPOSE: output axis `i` is input axis `permutation[i]`.
package struct Transpose: OperatorPayload {
    package var permutation: [Int]

    package init(permutation: [Int]) { self.permutation = permutation }

    package var name: String { "TRANSPOSE" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let input = inputs[0]
        guard permutation.sorted() == Array(0..<input.rank), !input.isBatchFree || permutation.first == 0 else {
            throw GraphError(.shapeMismatch, "permutation \(permutation) does not fit \(input)")
        }
        return [Shape(permutation.map { input[$0] }, isBatchFree: input.isBatchFree)]
    }
}
