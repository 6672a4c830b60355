package import Engine
import ModelIR

/// Where the time of a model's runs goes, step by step. Its JSON form is described in `docs/json.md`.
package struct ModelProfile: Sendable, Codable {
    /// A step, or several of one kind.
    package struct Work: Sendable, Codable {
        package var milliseconds: Double
        /// The part of the time of all steps.
        package var share: Double
        package var multiplyAccumulates: Int
        package var multiplyAccumulatesPerSecond: Double
        /// The part of what the machine can do at best; nil where nothing is multiplied in bulk.
        package var shareOfPeak: Double?
        package var bytes: Int
        package var bytesPerSecond: Double

        private enum CodingKeys: String, CodingKey {
            case milliseconds = "ms"
            case share
            case multiplyAccumulates = "macs"
            case multiplyAccumulatesPerSecond = "macs_per_second"
            case shareOfPeak = "share_of_peak"
            case bytes
            case bytesPerSecond = "bytes_per_second"
        }
    }

    package struct Step: Sendable, Codable {
        package var layer: String
        /// All operators that the step stands for.
        package var operators: [String]
        package var kind: String
        package var type: String
        package var shape: [Int]
        package var work: Work
    }

    /// Steps of one kind.
    package struct Kind: Sendable, Codable {
        package var kind: String
        package var count: Int
        package var work: Work
    }

    /// The sum of the medians of all steps.
    package var milliseconds: Double
    package var runs: Int
    package var peak: MachinePeak
    package var steps: [Step]
    /// The one that takes longest first.
    package var kinds: [Kind]

    private enum CodingKeys: String, CodingKey {
        case milliseconds = "ms"
        case runs, peak, steps, kinds
    }

    /// Times the steps of `session` and compares them with what the machine can do.
    package init(_ session: Session, runs: Int, warmup: Int, peak: MachinePeak) {
        self.init(session.profile(runs: runs, warmup: warmup), runs: runs, peak: peak)
    }

    /// - Parameter runs: of how many runs the times are medians.
    package init(_ profiles: [StepProfile], runs: Int, peak: MachinePeak) {
        let total = profiles.reduce(0) { $0 + $1.milliseconds }
        milliseconds = total
        self.runs = runs
        self.peak = peak
        steps = profiles.map { profile in
            Step(
                layer: profile.layer, operators: profile.operators, kind: profile.kind, type: profile.type.rawValue,
                shape: profile.shape, work: Work([profile], of: total, peak: peak))
        }
        kinds = Dictionary(grouping: profiles, by: \.kind)
            .map { Kind(kind: $0, count: $1.count, work: Work($1, of: total, peak: peak)) }
            .sorted { ($1.work.milliseconds, $0.kind) < ($0.work.milliseconds, $1.kind) }
    }
}

extension ModelProfile.Work {
    /// - Parameter total: milliseconds of all steps.
    fileprivate init(_ profiles: [StepProfile], of total: Double, peak: MachinePeak) {
        let milliseconds = profiles.reduce(0) { $0 + $1.milliseconds }
        let macs = profiles.reduce(0) { $0 + $1.multiplyAccumulates }
        let bytes = profiles.reduce(0) { $0 + $1.bytesMoved }
        // How long the multiplications would take at the peak of their type.
        let ideal = profiles.reduce(0.0) { sum, profile in
            guard let rate = peak.rate(for: profile.type) else { return sum }
            return sum + 1e3 * Double(profile.multiplyAccumulates) / rate.multiplyAccumulatesPerSecond
        }
        func perSecond(_ count: Int) -> Double { milliseconds > 0 ? Double(count) / milliseconds * 1e3 : 0 }
        self.init(
            milliseconds: milliseconds, share: total > 0 ? milliseconds / total : 0, multiplyAccumulates: macs,
            multiplyAccumulatesPerSecond: perSecond(macs),
            shareOfPeak: ideal > 0 && milliseconds > 0 ? ideal / milliseconds : nil, bytes: bytes,
            bytesPerSecond: perSecond(bytes))
    }
}

extension StepProfile {
    /// The operator with the most work, with the size of its kernel: `CONV_2D 1x1`.
    var kind: String {
        let name = operators[mainOperator]
        return kernel.map { "\(name) \($0.height)x\($0.width)" } ?? name
    }
}
