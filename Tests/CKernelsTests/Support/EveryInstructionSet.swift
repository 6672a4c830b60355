import CKernels
import Testing

/// The tables that this machine can run, the scalar one first.
func everyTable() -> [qk_kernels] {
    var tables: [qk_kernels] = []
    while let table = qk_kernels_at(tables.count) { tables.append(table.pointee) }
    return tables
}

/// Runs a kernel with every instruction set, expects the same bits from each and nothing written outside the output,
/// and returns what the scalar kernel wrote.
@discardableResult
func runEverywhere(
    outputCount: Int, _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation,
    _ run: (qk_kernels, UnsafeMutablePointer<Float>) -> Void
) -> [Float] {
    compareEverywhere(outputCount: outputCount, what(), sourceLocation, run)
}

/// The same for a kernel that writes int8.
@discardableResult
func runIntegersEverywhere(
    outputCount: Int, _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation,
    _ run: (qk_kernels, UnsafeMutablePointer<Int8>) -> Void
) -> [Int8] {
    compareEverywhere(outputCount: outputCount, what(), sourceLocation, run)
}

private func compareEverywhere<Element: OutputElement>(
    outputCount: Int, _ what: @autoclosure () -> String, _ sourceLocation: SourceLocation,
    _ run: (qk_kernels, UnsafeMutablePointer<Element>) -> Void
) -> [Element] {
    var expected: [Element] = []
    for (index, table) in everyTable().enumerated() {
        let output = GuardedOutput<Element>(count: outputCount)
        run(table, output.start)
        let name = String(cString: table.instruction_set)
        #expect(
            output.isIntact, "\(name) wrote outside its output: \(what())", sourceLocation: sourceLocation)
        let values = output.values
        if index == 0 {
            expected = values
        } else if let place = firstDifference(values, expected) {
            Issue.record(
                """
                \(name) gives \(values[place]) and the scalar kernel \(expected[place]) at \(place): \(what())
                """, sourceLocation: sourceLocation)
        }
    }
    return expected
}

/// The first index whose elements do not have the same bits; all NaN are the same.
func firstDifference<Element: OutputElement>(_ first: [Element], _ second: [Element]) -> Int? {
    zip(first, second).enumerated().first { !$1.0.isSame(as: $1.1) }?.offset
}

/// Expects numbers that differ from the exact ones by at most a tolerance, absolute or relative to the exact one.
func expectClose(
    _ values: [Float], _ exact: [Double], tolerance: Double, _ what: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(values.count == exact.count, sourceLocation: sourceLocation)
    for (index, (value, exact)) in zip(values, exact).enumerated() {
        if value.isNaN && exact.isNaN || Double(value) == exact { continue }
        guard abs(Double(value) - exact) <= tolerance * max(1, abs(exact)) else {
            Issue.record("\(value) instead of \(exact) at \(index): \(what())", sourceLocation: sourceLocation)
            return
        }
    }
}

extension qk_f32_activation {
    /// The identity; `.init()` would be C's zeros, bounds of 0 and 0.
    static let none = qk_f32_activation(QK_FUNCTION_IDENTITY)

    /// A function with bounds, by default none.
    init(_ function: qk_function, alpha: Float = 0, bounds: ClosedRange<Float>? = nil) {
        self.init(
            function: function, alpha: alpha, minimum: bounds?.lowerBound ?? -.infinity,
            maximum: bounds?.upperBound ?? .infinity)
    }

    /// Activations of all kinds that fused kernels meet: with and without bounds, fast and general functions.
    static let samples: [qk_f32_activation] = [
        .none, .init(QK_FUNCTION_IDENTITY, bounds: 0...0.4), .init(QK_FUNCTION_SWISH), .init(QK_FUNCTION_LOGISTIC),
        .init(QK_FUNCTION_HARD_SWISH), .init(QK_FUNCTION_TANH, bounds: -0.5...0.5),
        .init(QK_FUNCTION_LEAKY_RELU, alpha: 0.3), .init(QK_FUNCTION_GELU),
    ]

    /// The activation in double precision.
    func exact(_ x: Double) -> Double {
        min(max(exactFunction(function, alpha: Double(alpha), x), Double(minimum)), Double(maximum))
    }
}

extension qk_range {
    init(_ range: Range<Int>) { self.init(begin: range.lowerBound, end: range.upperBound) }
}
