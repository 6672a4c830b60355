import ModelIR
package import NumPyFormat

/// How far the outputs of a run are from arrays that were expected. Its JSON form is described in `docs/json.md`.
package struct RunComparison: Sendable, Codable {
    package struct Output: Sendable, Codable {
        package var name: String
        /// The largest absolute difference of two elements; nil where one of them is NaN and the other is not.
        package var largestDifference: Double?
        /// The largest absolute value that was expected.
        package var magnitude: Double
        /// The share of rows whose largest element is the same, where the output has two dimensions.
        package var sameTopClass: Double?
        package var passed: Bool

        private enum CodingKeys: String, CodingKey {
            case name
            case largestDifference = "largest_difference"
            case magnitude
            case sameTopClass = "same_top_class"
            case passed
        }
    }

    /// The file of expected arrays.
    package var file: String
    /// The largest difference that passes, in units of the larger of 1 and the output's magnitude.
    package var tolerance: Double
    package var passed: Bool
    package var outputs: [Output]

    /// Compares the model's outputs with the arrays of `expected` that have their names.
    ///
    /// Where there is one output and one array, the names need not agree.
    /// - Throws: an error that names an output without an expected array, or one of another shape.
    package init(
        _ run: ModelRun, with expected: NumPyFile.Content, file: String, tolerance: Double
    ) throws(ExecutionError) {
        var outputs: [Output] = []
        for (name, tensor) in run.results {
            let other = try Self.array(for: name, of: run, in: expected)
            guard other.shape == tensor.shape else {
                throw ExecutionError(
                    .outputs, "expects '\(name)' of shape \(other.shape), but the model gives \(tensor.shape)")
            }
            outputs.append(Output(name: name, tensor, expected: other, tolerance: tolerance))
        }
        self.file = file
        self.tolerance = tolerance
        self.outputs = outputs
        passed = outputs.allSatisfy(\.passed)
    }

    private static func array(
        for name: String, of run: ModelRun, in expected: NumPyFile.Content
    ) throws(ExecutionError) -> Tensor {
        switch expected {
        case .array(let tensor):
            guard run.results.count == 1 else {
                throw ExecutionError(
                    .outputs,
                    "holds one array, but the model gives \(run.results.count): "
                        + run.results.map(\.name).quotedList)
            }
            return tensor
        case .archive(let tensors):
            if let tensor = tensors[name] { return tensor }
            if run.results.count == 1, tensors.count == 1, let tensor = tensors.first?.value { return tensor }
            throw ExecutionError(
                .outputs,
                "has no array '\(name)', which the model gives; it has \(tensors.keys.sorted().quotedList)")
        }
    }
}

extension RunComparison.Output {
    /// Elements are the same where both are NaN, or both the same infinity.
    fileprivate init(name: String, _ tensor: Tensor, expected: Tensor, tolerance: Double) {
        let (found, wanted) = (tensor.floats(), expected.floats())
        var largest = 0.0
        var magnitude = 0.0
        for (a, b) in zip(found, wanted) {
            if b.isFinite { magnitude = Swift.max(magnitude, Double(b.magnitude)) }
            guard a != b, !(a.isNaN && b.isNaN) else { continue }
            let difference = (Double(a) - Double(b)).magnitude
            largest = difference.isNaN || largest.isNaN ? .nan : Swift.max(largest, difference)
        }
        self.init(
            name: name, largestDifference: largest.isNaN ? nil : largest, magnitude: magnitude,
            sameTopClass: Self.sameTopClass(found, wanted, shape: tensor.shape),
            passed: largest <= tolerance * Swift.max(1, magnitude))
    }

    private static func sameTopClass(_ found: [Float], _ wanted: [Float], shape: [Int]) -> Double? {
        guard shape.count == 2, shape[0] > 0, shape[1] > 1 else { return nil }
        func top(_ values: [Float], _ row: Int) -> Int {
            (1..<shape[1]).reduce(0) { values[row * shape[1] + $1] > values[row * shape[1] + $0] ? $1 : $0 }
        }
        let same = (0..<shape[0]).count { top(found, $0) == top(wanted, $0) }
        return Double(same) / Double(shape[0])
    }
}
