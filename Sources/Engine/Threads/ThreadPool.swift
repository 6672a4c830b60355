import CKernels
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A fixed set of threads that share the units of one job at a time: the caller forks, works along, and joins.
///
/// Idle threads spin for some tens of microseconds, because the next step usually follows at once, and then sleep. Each
/// thread has its own part of a job and helps others when it is done (``WorkShares``). With one thread there is no pool and
/// nothing is shared.
package final class ThreadPool {
    /// Computes the units of a range on the worker with this number; the caller's is 0.
    package typealias Body = (_ units: Range<Int>, _ worker: Int) -> Void

    /// What is done with the units of a job, made once for jobs that run often.
    ///
    /// An object rather than a closure, because threads that call the same closure count references to it, each in turn.
    package final class Work {
        private let body: Body

        package init(_ body: @escaping Body) { self.body = body }

        package func compute(_ units: Range<Int>, worker: Int) { body(units, worker) }
    }

    /// Threads that share a job, the caller included.
    package let threadCount: Int

    private let state: State?
    private var threads: [pthread_t] = []

    package init(threadCount: Int) throws(EngineError) {
        precondition(threadCount > 0)
        self.threadCount = threadCount
        guard threadCount > 1 else {
            state = nil
            return
        }
        let state = State(threadCount: threadCount)
        self.state = state
        for worker in 1..<threadCount {
            guard let thread = state.startThread(worker: worker) else {
                throw EngineError(.noThread, "the system gives only \(worker) of \(threadCount) threads; ask for fewer")
            }
            threads.append(thread)
        }
    }

    deinit {
        state?.stop()
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Calls `body` for ranges that together are `0..<unitCount`, on all threads at once, and returns when all are done.
    package func run(unitCount: Int, _ body: Body) {
        withoutActuallyEscaping(body) { body in run(unitCount: unitCount, Work(body)) }
    }

    /// Does work for ranges that together are `0..<unitCount`, on all threads at once, and returns when all are done.
    ///
    /// - Parameter hasCostlyPieces: whether a thread had better take its whole share at once, which leaves less for others
    ///   to help with.
    package func run(unitCount: Int, hasCostlyPieces: Bool = false, _ work: Work) {
        guard let state, unitCount > 1 else {
            work.compute(0..<unitCount, worker: 0)
            return
        }
        state.run(unitCount: unitCount, hasCostlyPieces: hasCostlyPieces, work)
    }
}

/// What the threads of a pool share.
///
/// Where cores are far from each other, a line of the cache takes as long from one to the other as a small step of a model.
/// So a job costs one such way there and one back: the caller writes one line that the others watch, and each of them
/// writes one line that the caller watches.
private final class State: Sendable {
    private let workers: Int
    private let shares: WorkShares
    /// What the caller writes and the others watch.
    private let board = Board()
    /// For each worker the number of the job that it worked on last, and how many grains of it are done, in one word.
    private let done: CacheLines
    /// The pointers are never written after they are made, and what is behind them is made for many threads.
    private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private nonisolated(unsafe) let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    private static let spinsBeforeSleep = 4000
    /// How long one who is done waits for the others before taking from them: touching their shares slows them down.
    private static let spinsBeforeHelp = 20

    init(threadCount: Int) {
        workers = threadCount
        shares = WorkShares(workers: threadCount)
        done = CacheLines(count: threadCount)
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func run(unitCount: Int, hasCostlyPieces: Bool, _ work: ThreadPool.Work) {
        let announcement = board.announce(unitCount: unitCount, inWholeShares: hasCostlyPieces, work)
        if board.hasSleepers { wakeAll() }
        var progress = Progress(announcement, worker: 0)
        doOwnShare(&progress)
        var spins = 0
        while !isComplete(progress) {
            spins += 1
            if spins == Self.spinsBeforeHelp { help(&progress) }
            if spins > Self.spinsBeforeSleep { sched_yield() } else { qk_spin_pause() }
        }
        withExtendedLifetime(work) {}
    }

    func stop() {
        board.stop()
        wakeAll()
    }

    func startThread(worker: Int) -> pthread_t? {
        let start = Unmanaged.passRetained(Start(state: self, worker: worker))
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let status = pthread_create(&thread, nil, threadMain, start.toOpaque())
        guard status == 0 else {
            start.release()
            return nil
        }
        return thread
    }

    /// What a thread of the pool does all its life.
    fileprivate func work(worker: Int) {
        var progress = Progress(Announcement(bits: 0), worker: worker)
        var spins = 0
        while !board.isStopping {
            let announcement = board.announcement
            if announcement.job != progress.announcement.job {
                progress = Progress(announcement, worker: worker)
                doOwnShare(&progress)
                spins = 0
                continue
            }
            spins += 1
            if spins == Self.spinsBeforeHelp { help(&progress) }
            if spins < Self.spinsBeforeSleep {
                qk_spin_pause()
            } else {
                sleep(after: announcement.job)
                spins = 0
            }
        }
    }

    private func doOwnShare(_ progress: inout Progress) {
        var isFirst = true
        while let grains = shares.takeOwn(of: progress.announcement, worker: progress.worker, isFirst: isFirst) {
            isFirst = false
            compute(grains, &progress)
        }
    }

    private func help(_ progress: inout Progress) {
        while let grains = shares.takeFromOthers(of: progress.announcement, worker: progress.worker) {
            compute(grains, &progress)
        }
    }

    /// Computes grains that have been taken, so that their job is the present one until they are done.
    private func compute(_ grains: Range<Int>, _ progress: inout Progress) {
        board.compute(grains, worker: progress.worker)
        progress.grains += grains.count
        if progress.worker > 0 { done[progress.worker].pointee.store(progress.bits, ordering: .releasing) }
    }

    /// Whether all grains of a job are done, those of its caller among them.
    private func isComplete(_ progress: Progress) -> Bool {
        var grains = progress.grains
        for worker in 1..<workers {
            let bits = done[worker].pointee.load(ordering: .acquiring)
            if Progress.job(of: bits) == progress.announcement.job { grains += Progress.grains(of: bits) }
        }
        return grains == progress.announcement.units
    }

    /// Sleeps until there is a newer job than the one seen.
    private func sleep(after seen: UInt32) {
        pthread_mutex_lock(mutex)
        board.changeSleepers(by: 1)
        while board.latestAnnouncement.job == seen, !board.isStopping { pthread_cond_wait(condition, mutex) }
        board.changeSleepers(by: -1)
        pthread_mutex_unlock(mutex)
    }

    private func wakeAll() {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}

/// How much of a job a worker has done.
private struct Progress {
    let announcement: Announcement
    let worker: Int
    var grains = 0

    init(_ announcement: Announcement, worker: Int) {
        (self.announcement, self.worker) = (announcement, worker)
    }

    var bits: UInt64 { UInt64(announcement.job) << 32 | UInt64(grains) }

    static func job(of bits: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: bits >> 32) }
    static func grains(of bits: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: bits)) }
}

private final class Start {
    let state: State
    let worker: Int

    init(state: State, worker: Int) {
        self.state = state
        self.worker = worker
    }
}

#if canImport(Darwin)
    private func threadMain(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        start.state.work(worker: start.worker)
        return nil
    }
#else
    private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        start.state.work(worker: start.worker)
        return nil
    }
#endif
