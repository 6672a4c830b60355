/// An operator that combines two inputs element by element, with NumPy's broadcasting.
package struct Binary: OperatorPayload {
    package enum Function: String, Sendable, Hashable, CaseIterable {
        case add = "ADD"
        case sub = "SUB"
        case mul = "MUL"
        case div = "DIV"
        case maximum = "MAXIMUM"
        case minimum = "MINIMUM"
        case pow = "POW"
        case squaredDifference = "SQUARED_DIFFERENCE"
    }

    package var function: Function
    /// Only ADD, SUB, MUL and DIV can have one.
    package var activation: FusedActivation

    package init(_ function: Function, activation: FusedActivation = .none) {
        self.function = function
        self.activation = activation
    }

    package var name: String { function.rawValue }
    package var inputCount: ClosedRange<Int> { 2...2 }

    /// Whether the file format has a place for an activation fused into this function.
    package var acceptsActivation: Bool {
        switch function {
        case .add, .sub, .mul, .div: true
        case .maximum, .minimum, .pow, .squaredDifference: false
        }
    }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        [try inputs[0].broadcast(with: inputs[1])]
    }
}

extension Shape {
    /// The shape of an elementwise result of two values: dimensions are aligned at the end, and 1 stretches.
    package func broadcast(with other: Shape) throws(GraphError) -> Shape {
        let rank = Swift.max(self.rank, other.rank)
        var dimensions: [Int] = []
        for axis in 0..<rank {
            let mine = axis - rank + self.rank
            let theirs = axis - rank + other.rank
            let a = mine < 0 ? 1 : self[mine]
            let b = theirs < 0 ? 1 : other[theirs]
            guard a == b || a == 1 || b == 1 else {
                throw GraphError(.shapeMismatch, "shapes \(self) and \(other) do not broadcast")
            }
            dimensions.append(a == 1 ? b : a)
        }
        let isFree =
            (isBatchFree && self.rank == rank) || (other.isBatchFree && other.rank == rank)
        guard !isFree || dimensions[0] == 1 else {
            throw GraphError(.shapeMismatch, "shapes \(self) and \(other) broadcast only at one batch size")
        }
        return Shape(dimensions, isBatchFree: isFree)
    }
}
