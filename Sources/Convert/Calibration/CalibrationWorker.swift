import Engine
import ModelIR

/// One thread's part of a calibration: a session, and the ranges and histograms of what it has computed.
final class CalibrationWorker {
    let session: Session
    private(set) var histograms: [Histogram]
    /// The extremes of each value, which its histogram covers.
    private(set) var ranges: [ObservedRange]
    /// Why a block could not be computed.
    private(set) var failure: EngineError?

    private let layout: ObservedColumns
    private let blockSize: Int
    private let kernels = ObservationKernels()

    /// About so many elements of each value and sample are counted in its histogram, in the first blocks and later.
    ///
    /// Extremes and moments are of all elements, and counting them all would take as long as computing them. Which are
    /// counted depends on their place alone: whole groups of neighbours at equal distances, which visit the channels in
    /// turn, at other places in each block. A value that lies out in less than one of a thousand elements of a sample is
    /// seen in the extremes, but maybe not in the counts.
    private static let countedElements = (first: 1024, later: 96)
    /// What so many samples have left in a histogram says most of what there is to say.
    private static let firstSamples = 64
    /// From this sample on, each value is counted in one of `rareness` blocks only, with as many elements as in all of them:
    /// fetching bins into the cache takes longer than counting.
    private static let firstRareSample = 1024
    private static let rareness = 4

    /// - Parameter blockSize: samples of every block but the last of a batch.
    init(session: Session, layout: ObservedColumns, blockSize: Int) {
        self.session = session
        self.layout = layout
        self.blockSize = blockSize
        histograms = Array(repeating: Histogram(), count: layout.entries.count)
        ranges = Array(repeating: ObservedRange(), count: layout.entries.count)
    }

    /// Computes some samples and adds what it sees to ranges and histograms, and to `moments` where these are wanted.
    /// - Parameter block: the number of the block among all blocks of the calibration.
    func observe(_ tensors: [Tensor], samples: Range<Int>, block: Int, moments: BlockMoments?) {
        do {
            try session.observe(tensors, samples: samples) { value, elements in
                guard let index = layout.entry(of: value),
                    let extremes = moments.map({ $0.add(elements, at: index, of: layout, with: kernels) })
                        ?? ranges[index].extremes(of: elements, with: kernels)
                else { return }
                if ranges[index].widen(to: extremes) { histograms[index].cover(extremes.minimum, extremes.maximum) }
                guard let part = counted(block, entry: index) else { return }
                let step = Self.step(
                    atLeast: elements.count / (part.elements * samples.count), groups: layout.entries[index].groups)
                histograms[index].count(
                    elements, step: step, phase: part.turn % step, weight: step * part.blocks, with: kernels)
            }
        } catch {
            failure = failure ?? error
        }
    }

    /// What is counted of the value with this entry in a block: about how many elements of a sample, whose turn it is, and for
    /// how many blocks it stands; nil for nothing.
    private func counted(_ block: Int, entry: Int) -> (elements: Int, turn: Int, blocks: Int)? {
        let (first, later) = Self.countedElements
        guard block * blockSize >= Self.firstRareSample else {
            return (block * blockSize < Self.firstSamples ? first : later, block, 1)
        }
        let (turn, rest) = (block + entry).quotientAndRemainder(dividingBy: Self.rareness)
        return rest == 0 ? (later * Self.rareness, turn, Self.rareness) : nil
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
