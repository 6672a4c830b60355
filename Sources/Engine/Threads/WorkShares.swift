import Synchronization

/// The units of a job that nobody has taken yet, divided among workers.
///
/// Each worker has a share of neighbouring units and takes it in two pieces, a large one first. So the same part of every
/// image stays with the same core and its caches from step to step. Who has nothing left takes half of what is left of
/// another's share, from its back, so that a thread that the system has put aside holds nobody up.
///
/// Safe to share: a share is one atomic word, which also names its job, so that a late thread cannot take from the next
/// job by mistake.
final class WorkShares: Sendable {
    /// More would fit no word; whoever has more units deals them in grains.
    static let unitLimit = Int(UInt16.max)

    let workers: Int

    /// One word in each line of the cache: the number of the job, the first unit left, the end of the units left.
    /// The word behind it says whether the share is to be taken as a whole.
    /// Never moved or freed before the last use; all access is atomic, which makes the pointer safe to share.
    private nonisolated(unsafe) let words: UnsafeMutablePointer<Atomic<UInt64>>
    /// Words from one worker's to the next one's: two lines, because processors fetch them in pairs.
    private static let stride = 16

    init(workers: Int) {
        self.workers = workers
        words = .allocate(capacity: workers * Self.stride)
        for index in 0..<workers * Self.stride { (words + index).initialize(to: Atomic(0)) }
    }

    deinit {
        words.deinitialize(count: workers * Self.stride)
        words.deallocate()
    }

    /// Gives every worker its share of `0..<unitCount`, at most ``unitLimit``, while nothing is left of the job before.
    ///
    /// - Parameter inWholeShares: whether a worker takes its share in one piece.
    func deal(unitCount: Int, job: UInt32, inWholeShares: Bool = false) {
        for worker in 0..<workers {
            words[worker * Self.stride + 1].store(inWholeShares ? 1 : 0, ordering: .relaxed)
            let share = Share(
                job: job, units: unitCount * worker / workers..<unitCount * (worker + 1) / workers)
            words[worker * Self.stride].store(share.bits, ordering: .releasing)
        }
    }

    /// Some units of the job that nobody else gets, the worker's own first; nil where none are left.
    ///
    /// - Parameter isFirst: whether the worker has not taken any of this job.
    func take(worker: Int, job: UInt32, isFirst: Bool) -> Range<Int>? {
        let isDivided = isFirst && words[worker * Self.stride + 1].load(ordering: .relaxed) == 0
        if let units = take(from: worker, job: job, isDivided ? Share.front : Share.all) { return units }
        for other in 1..<workers {
            if let units = take(from: (worker + other) % workers, job: job, Share.back) { return units }
        }
        return nil
    }

    private func take(
        from worker: Int, job: UInt32, _ split: (Share) -> (taken: Range<Int>, rest: Range<Int>)
    ) -> Range<Int>? {
        var bits = words[worker * Self.stride].load(ordering: .acquiring)
        while true {
            let share = Share(bits: bits)
            guard share.job == job, !share.units.isEmpty else { return nil }
            let (taken, rest) = split(share)
            let (isTaken, current) = words[worker * Self.stride].weakCompareExchange(
                expected: bits, desired: Share(job: job, units: rest).bits, ordering: .acquiringAndReleasing)
            if isTaken { return taken }
            bits = current
        }
    }
}

/// Units of one job.
private struct Share {
    var job: UInt32
    var units: Range<Int>

    init(job: UInt32, units: Range<Int>) {
        self.job = job
        self.units = units
    }

    init(bits: UInt64) {
        job = UInt32(truncatingIfNeeded: bits >> 32)
        let first = Int(UInt16(truncatingIfNeeded: bits >> 16))
        units = first..<max(first, Int(UInt16(truncatingIfNeeded: bits)))
    }

    var bits: UInt64 { UInt64(job) << 32 | UInt64(units.lowerBound) << 16 | UInt64(units.upperBound) }

    /// Three quarters from the front: the rest is taken by whoever is free then.
    static func front(_ share: Share) -> (taken: Range<Int>, rest: Range<Int>) {
        let bound = share.units.lowerBound + (share.units.count * 3 + 3) / 4
        return (share.units.lowerBound..<bound, bound..<share.units.upperBound)
    }

    /// Everything.
    static func all(_ share: Share) -> (taken: Range<Int>, rest: Range<Int>) {
        (share.units, share.units.upperBound..<share.units.upperBound)
    }

    /// Half from the back.
    static func back(_ share: Share) -> (taken: Range<Int>, rest: Range<Int>) {
        let bound = share.units.upperBound - (share.units.count + 1) / 2
        return (bound..<share.units.upperBound, share.units.lowerBound..<bound)
    }
}
