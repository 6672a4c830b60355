import Synchronization

/// One line of the cache with everything that threads must know of the present job.
///
/// Safe to share: all words are atomic. A job's are written only while no unit of the one before is left to take and none is
/// being worked on, and the others read them only when they have taken a unit, which they do after reading the announcement.
struct Board: Sendable {
    private let line = CacheLines(count: 1)

    private enum Word {
        static let announcement = 0
        static let work = 1
        static let unitCount = 2
        /// Units that are taken together where there are more than shares can count.
        static let grain = 3
        static let sleepers = 4
        static let isStopping = 5
    }

    private subscript(word: Int) -> UnsafeMutablePointer<Atomic<UInt64>> { line[0, word: word] }

    /// Lets the others begin with a job.
    func announce(unitCount: Int, inWholeShares: Bool, _ work: ThreadPool.Work) -> Announcement {
        let grain = (unitCount + Announcement.unitLimit - 1) / Announcement.unitLimit
        let former = Announcement(bits: self[Word.announcement].pointee.load(ordering: .relaxed))
        let announcement = Announcement(
            job: former.job &+ 1, units: (unitCount + grain - 1) / grain, inWholeShares: inWholeShares)
        let address = UInt(bitPattern: Unmanaged.passUnretained(work).toOpaque())
        self[Word.work].pointee.store(UInt64(address), ordering: .relaxed)
        self[Word.unitCount].pointee.store(UInt64(unitCount), ordering: .relaxed)
        self[Word.grain].pointee.store(UInt64(grain), ordering: .relaxed)
        self[Word.announcement].pointee.store(announcement.bits, ordering: .sequentiallyConsistent)
        return announcement
    }

    var announcement: Announcement { Announcement(bits: self[Word.announcement].pointee.load(ordering: .acquiring)) }

    /// In one order with the number of those who sleep.
    var latestAnnouncement: Announcement {
        Announcement(bits: self[Word.announcement].pointee.load(ordering: .sequentiallyConsistent))
    }

    /// Computes grains of the present job that the worker has taken.
    func compute(_ grains: Range<Int>, worker: Int) {
        let grain = Int(self[Word.grain].pointee.load(ordering: .relaxed))
        let unitCount = Int(self[Word.unitCount].pointee.load(ordering: .relaxed))
        let units = grains.lowerBound * grain..<min(unitCount, grains.upperBound * grain)
        let address = UInt(self[Word.work].pointee.load(ordering: .relaxed))
        guard let work = UnsafeRawPointer(bitPattern: address) else { return }
        // The caller keeps it until all grains are done.
        Unmanaged<ThreadPool.Work>.fromOpaque(work)._withUnsafeGuaranteedRef { $0.compute(units, worker: worker) }
    }

    var hasSleepers: Bool { self[Word.sleepers].pointee.load(ordering: .sequentiallyConsistent) > 0 }

    func changeSleepers(by difference: Int) {
        let bits = UInt64(truncatingIfNeeded: difference)
        self[Word.sleepers].pointee.wrappingAdd(bits, ordering: .sequentiallyConsistent)
    }

    var isStopping: Bool { self[Word.isStopping].pointee.load(ordering: .relaxed) > 0 }

    func stop() { self[Word.isStopping].pointee.store(1, ordering: .sequentiallyConsistent) }
}
