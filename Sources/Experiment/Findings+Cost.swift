import Reporting
import Verification

/// What the models cost to run and to store.
extension Findings {
    /// How long one sample takes, against the native model.
    var time: String? {
        guard !others.isEmpty else { return nil }
        let parts = others.map { model in
            let difference = abs(model.medianMilliseconds - native.medianMilliseconds)
            guard difference > max(model.spreadMilliseconds, native.spreadMilliseconds) else {
                return "`\(model.name)` no different within the spread"
            }
            return "`\(model.name)` \((model.medianMilliseconds / native.medianMilliseconds).fixed(2))"
        }
        return
            "Time for one sample, `native`'s \(native.medianMilliseconds.significant(3)) ms as 1: "
            + parts.joined(separator: ", ") + "."
    }

    /// How large the files are, against the Keras model's.
    var size: String? {
        guard !others.isEmpty else { return nil }
        let parts = others.map { model in
            "`\(model.name)` \((Double(model.bytes) / Double(max(1, native.bytes)) * 100).fixed(1)) %"
        }
        return "Size, the Keras file's \(native.bytes.grouped) bytes as 100 %: " + parts.joined(separator: ", ") + "."
    }
}
