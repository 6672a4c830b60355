import Engine
import ModelIR

/// One thread's part of a calibration: a session and the histograms of what it has computed.
final class CalibrationWorker {
    let session: Session
    private(set) var histograms: [Histogram]
    /// Why a block could not be computed.
    private(set) var failure: EngineError?

    private let layout: ObservedColumns
    private let kernels = ObservationKernels()

    /// About so many elements of each value and sample are counted in its histogram, in the first blocks and later.
    ///
    /// Extremes and moments are of all elements, and counting them all would take as long as computing them. Which are
    /// counted depends on their place alone: whole groups of neighbours at equal distances, which visit the channels in
    /// turn, at other places in each block. A value that lies out in less than one of a thousand elements of a sample is
    /// seen in the extremes, but maybe not in the counts.
    private static let countedElements = (first: 1024, later: 96)
    /// What stands in a histogram after so many blocks says most of what there is to say.
    private static let firstBlocks = 16

    init(session: Session, layout: ObservedColumns) {
        self.session = session
        self.layout = layout
        histograms = Array(repeating: Histogram(), count: layout.entries.count)
    }

    /// Computes some samples and adds what it sees to the histograms and to `moments`.
    /// - Parameter block: the number of the block among all blocks of the calibration.
    func observe(_ tensors: [Tensor], samples: Range<Int>, block: Int, moments: ChunkMoments) {
        do {
            try session.observe(tensors, samples: samples) { value, elements in
                guard let index = layout.entry(of: value),
                    let extremes = moments.add(elements, at: index, of: layout, with: kernels)
                else { return }
                histograms[index].cover(extremes.minimum, extremes.maximum)
                let counted =
                    block < Self.firstBlocks ? Self.countedElements.first : Self.countedElements.later
                let step = Self.step(
                    atLeast: elements.count / (counted * samples.count),
                    groups: layout.entries[index].groups)
                histograms[index].count(elements, step: step, phase: block % step, with: kernels)
            }
        } catch {
            failure = failure ?? error
        }
    }

    /// A step that comes by all groups of a row.
    private static func step(atLeast least: Int, groups: Int) -> Int {
        var step = max(1, least)
        while greatestCommonDivisor(step, groups) > 1 { step += 1 }
        return step
    }

    private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
        var (first, second) = (first, second)
        while second > 0 { (first, second) = (second, first % second) }
        return first
    }
}
