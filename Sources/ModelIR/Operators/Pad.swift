/// PAD (value 0) and PADV2: adds elements of one value around the input.
package struct Pad: OperatorPayload {
    package struct Amount: Sendable, Hashable {
        package var before: Int
        package var after: Int

        package init(before: Int, after: Int) {
            self.before = before
            self.after = after
        }

        package static let none = Amount(before: 0, after: 0)
    }

    /// One entry for each axis of the input.
    package var amounts: [Amount]
    package var value: Float

    package init(amounts: [Amount], value: Float = 0) {
        self.amounts = amounts
        self.value = value
    }

    package var name: String { value == 0 ? "PAD" : "PADV2" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let input = inputs[0]
        guard amounts.count == input.rank, amounts.allSatisfy({ $0.before >= 0 && $0.after >= 0 }),
            !input.isBatchFree || amounts.first == Amount.none
        else {
            throw GraphError(.shapeMismatch, "paddings \(amounts.map { [$0.before, $0.after] }) do not fit \(input)")
        }
        var dimensions: [Int] = []
        for (size, amount) in zip(input.dimensions, amounts) {
            let (front, overflowsInFront) = size.addingReportingOverflow(amount.before)
            let (both, overflowsBehind) = front.addingReportingOverflow(amount.after)
            guard !overflowsInFront, !overflowsBehind else {
                throw GraphError(.shapeMismatch, "paddings \(amount.before) and \(amount.after) are too large")
            }
            dimensions.append(both)
        }
        return [Shape(dimensions, isBatchFree: input.isBatchFree)]
    }
}
