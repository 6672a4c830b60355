import ModelIR

/// The exit statuses of the command lines, those of `sysexits.h`.
enum ExitStatus {
    static let done: Int32 = 0
    static let checkFailed: Int32 = 1
    static let usage: Int32 = 64

    static func of(_ kind: FailureKind) -> Int32 {
        switch kind {
        case .checkFailed: checkFailed
        case .usage: usage
        case .badData: 65
        case .missingInput: 66
        case .unavailable: 69
        case .internalFault: 70
        case .cannotCreate: 73
        case .inputOutput: 74
        }
    }
}
