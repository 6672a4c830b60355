public import ModelIR

/// What went wrong when a model was opened, planned or run.
public struct EngineError: DiagnosedError {
    /// What kind of thing went wrong; new kinds may be added.
    public struct Code: Sendable, Hashable {
        private enum Kind: Sendable, Hashable {
            case cannotOpen, invalidModel, unsupported, tooLarge, badInput, badOption, noThread
        }

        private let kind: Kind

        private init(_ kind: Kind) { self.kind = kind }

        /// The model file cannot be read.
        public static let cannotOpen = Code(.cannotOpen)
        /// The model contradicts itself.
        public static let invalidModel = Code(.invalidModel)
        /// The model has an operator that the engine cannot run on the types or shapes it has there.
        public static let unsupported = Code(.unsupported)
        /// The model, or a batch of this size, needs more memory than the engine takes.
        public static let tooLarge = Code(.tooLarge)
        /// An input is missing, unknown, or of the wrong shape or type.
        public static let badInput = Code(.badInput)
        /// The number of threads or the batch size makes no sense.
        public static let badOption = Code(.badOption)
        /// The system gives no more threads.
        public static let noThread = Code(.noThread)
    }

    /// What kind of thing went wrong.
    public let code: Code
    /// One sentence for a person: what is wrong and what to do about it.
    public let message: String
    /// The operator and layer, or the tensor, that the message is about.
    public let location: String?
    /// Who has to act.
    public let kind: FailureKind

    package init(_ code: Code, _ message: String, at location: String? = nil, kind: FailureKind? = nil) {
        self.code = code
        self.message = message
        self.location = location
        self.kind = kind ?? code.usualKind
    }

    /// Location and message in one line.
    public var description: String { location.map { "\($0): \(message)" } ?? message }
}

extension EngineError.Code {
    fileprivate var usualKind: FailureKind {
        switch self {
        case .badOption: .usage
        case .noThread: .unavailable
        default: .badData
        }
    }
}
