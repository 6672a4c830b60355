import Synchronization

/// The units of a job that nobody has taken yet, divided among workers.
///
/// Each worker has a share of neighbouring units and takes it in two pieces, a large one first. So the same part of every
/// image stays with the same core and its caches from step to step. Who has nothing left may take half of what is left of
/// another's share, from its back, so that a thread that the system has put aside holds nobody up.
///
/// Nobody deals: a share that still names an earlier job has not been touched in this one, and is whole. As long as nobody
/// helps, a worker's word stays in the cache of its core.
///
/// Safe to share: a share is one atomic word, which also names its job, so that a late thread cannot take from the next
/// job by mistake.
struct WorkShares: Sendable {
    let workers: Int
    /// One word in a line of its own for each worker.
    private let words: CacheLines

    init(workers: Int) {
        self.workers = workers
        words = CacheLines(count: workers)
    }

    /// Some units of the worker's own share, in which `announcement` says what there is to share; nil where none are left.
    ///
    /// - Parameter isFirst: whether the worker has not taken any of this job.
    func takeOwn(of announcement: Announcement, worker: Int, isFirst: Bool) -> Range<Int>? {
        take(from: worker, of: announcement, isFirst && !announcement.inWholeShares ? Share.front : Share.all)
    }

    /// Some units of another worker's share; nil where none are left.
    func takeFromOthers(of announcement: Announcement, worker: Int) -> Range<Int>? {
        for other in 1..<workers {
            if let units = take(from: (worker + other) % workers, of: announcement, Share.back) { return units }
        }
        return nil
    }

    private func take(
        from worker: Int, of announcement: Announcement, _ split: (Share) -> (taken: Range<Int>, rest: Range<Int>)
    ) -> Range<Int>? {
        let word = words[worker]
        var bits = word.pointee.load(ordering: .acquiring)
        while true {
            var share = Share(bits: bits)
            if announcement.isNewer(than: share.job) {
                let count = announcement.units
                share = Share(
                    job: announcement.job, units: count * worker / workers..<count * (worker + 1) / workers)
            }
            guard share.job == announcement.job, !share.units.isEmpty else { return nil }
            let (taken, rest) = split(share)
            let (isTaken, current) = word.pointee.weakCompareExchange(
                expected: bits, desired: Share(job: share.job, units: rest).bits, ordering: .acquiringAndReleasing)
            if isTaken { return taken }
            bits = current
        }
    }
}

/// A job as it is announced to all workers, in one word.
struct Announcement {
    /// More units would fit no word; whoever has more deals them in grains.
    static let unitLimit = Int(UInt16.max)

    /// The number of the job; numbers start again at 0 after the last one.
    var job: UInt32
    /// At most ``unitLimit``.
    var units: Int
    /// Whether a worker had better take its share in one piece.
    var inWholeShares: Bool

    init(job: UInt32, units: Int, inWholeShares: Bool) {
        (self.job, self.units, self.inWholeShares) = (job, units, inWholeShares)
    }

    init(bits: UInt64) {
        job = UInt32(truncatingIfNeeded: bits >> 32)
        units = Int(UInt16(truncatingIfNeeded: bits))
        inWholeShares = bits & Self.wholeShares != 0
    }

    var bits: UInt64 { UInt64(job) << 32 | (inWholeShares ? Self.wholeShares : 0) | UInt64(units) }

    private static let wholeShares: UInt64 = 1 << 16

    func isNewer(than other: UInt32) -> Bool { Int32(bitPattern: job &- other) > 0 }
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
