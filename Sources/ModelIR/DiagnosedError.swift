/// Who has to act on a failure; the command lines turn it into an exit status.
public enum FailureKind: Sendable, Hashable {
    /// The request itself makes no sense.
    case usage
    /// The input was read and is not what it should be.
    case badData
    /// The input does not exist or cannot be opened.
    case missingInput
    /// A part of the system that is needed is not there.
    case unavailable
    /// A mistake of our own.
    case internalFault
    /// The output cannot be created.
    case cannotCreate
    /// Everything worked, but a check that was asked for did not pass.
    case checkFailed
    /// Reading or writing failed half-way.
    case inputOutput
}

/// An error that tells a person what is wrong, where, and what to do about it.
///
/// Each module has one such error. The description is one clear sentence, or a list where several things are wrong at
/// once; it starts with a lower-case letter and needs no prefix beyond the file's name.
public protocol DiagnosedError: Error, CustomStringConvertible, Sendable {
    /// Who has to act.
    var kind: FailureKind { get }
}
