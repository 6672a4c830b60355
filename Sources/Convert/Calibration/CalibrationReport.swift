package import Datasets

/// What a model was calibrated on.
package struct CalibrationReport: Sendable {
    /// The file or folder, and what in it was drawn from.
    package let location: String
    /// The samples that were drawn.
    package let samples: Int
    /// The samples that the part has.
    package let available: Int
    package let choice: SampleChoice
    /// The SHA-256 of the indices that were drawn.
    package let digest: String
    package let method: RangeMethod
    /// Whether the data set keeps other samples for verification.
    package let isSplit: Bool
    package let duration: Duration

    init(
        _ settings: CalibrationSettings, _ selection: SampleSelection, from part: DataPart, isSplit: Bool,
        duration: Duration
    ) {
        location = part.location
        samples = selection.indices.count
        available = part.count
        choice = selection.choice
        digest = selection.digest
        method = settings.method
        self.isSplit = isSplit
        self.duration = duration
    }
}
