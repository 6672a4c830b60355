package import ModelIR

/// Why ranges could not be observed, chosen or read.
package struct CalibrationError: DiagnosedError {
    package enum Code: Sendable, Hashable {
        /// The samples do not fit the model.
        case badSamples
        /// A layer computes NaN or infinities.
        case notFinite
        /// There is no range for a value that needs one.
        case missingRange
        /// A calibration table is damaged, contradicts itself or belongs to another model.
        case badTable
    }

    package let code: Code
    package let message: String
    /// The value and its layer, or the place in a table.
    package let location: String?
    package let kind: FailureKind

    package init(_ code: Code, _ message: String, at location: String? = nil, kind: FailureKind = .badData) {
        self.code = code
        self.message = message
        self.location = location
        self.kind = kind
    }

    package var description: String { location.map { "\($0): \(message)" } ?? message }
}
