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
    ///
    /// - Parameter hasCostlyPieces: whether a thread had better take its whole share at once, which leaves less for others
    ///   to help with.
    package func run(unitCount: Int, hasCostlyPieces: Bool = false, _ body: Body) {
        guard let state, unitCount > 1 else {
            body(0..<unitCount, 0)
            return
        }
        withoutActuallyEscaping(body) { body in
            state.run(unitCount: unitCount, hasCostlyPieces: hasCostlyPieces, body)
        }
    }
}

/// What the threads of a pool share.
///
/// Safe to share: `job` is written only while no unit is left to take and none is being worked on, and read only by a
/// thread that has taken a unit of it, which it does by an atomic exchange after the write.
private final class State: @unchecked Sendable {
    private struct Job {
        var unitCount = 0
        /// Units that are taken together where there are more than shares can count.
        var grain = 1
        var body: ThreadPool.Body = { _, _ in }
    }

    private var job = Job()
    private let shares: WorkShares
    /// The number of the newest job.
    private let newest = Atomic<UInt32>(0)
    /// Units of the job that are done.
    private let completed = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    private static let spinsBeforeSleep = 4000

    init(threadCount: Int) {
        shares = WorkShares(workers: threadCount)
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

    func run(unitCount: Int, hasCostlyPieces: Bool, _ body: @escaping ThreadPool.Body) {
        let number = newest.load(ordering: .relaxed) &+ 1
        let grain = (unitCount + WorkShares.unitLimit - 1) / WorkShares.unitLimit
        job = Job(unitCount: unitCount, grain: grain, body: body)
        completed.store(0, ordering: .relaxed)
        shares.deal(
            unitCount: (unitCount + grain - 1) / grain, job: number, inWholeShares: hasCostlyPieces)
        newest.store(number, ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wakeAll() }
        work(on: number, worker: 0)
        var spins = 0
        while completed.load(ordering: .acquiring) < unitCount {
            spins += 1
            if spins > Self.spinsBeforeSleep { sched_yield() } else { qk_spin_pause() }
        }
        job.body = { _, _ in }
    }

    func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
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
        var seen: UInt32 = 0
        var spins = 0
        while !isStopping.load(ordering: .relaxed) {
            let number = newest.load(ordering: .acquiring)
            if number != seen {
                seen = number
                spins = 0
                work(on: number, worker: worker)
                continue
            }
            spins += 1
            if spins < Self.spinsBeforeSleep {
                qk_spin_pause()
            } else {
                sleep(after: seen)
                spins = 0
            }
        }
    }

    /// Does units of a job until none is left to take.
    private func work(on number: UInt32, worker: Int) {
        var isFirst = true
        while let grains = shares.take(worker: worker, job: number, isFirst: isFirst) {
            isFirst = false
            let units = grains.lowerBound * job.grain..<min(job.unitCount, grains.upperBound * job.grain)
            job.body(units, worker)
            completed.add(units.count, ordering: .releasing)
        }
    }

    /// Sleeps until there is a newer job than the one seen.
    private func sleep(after seen: UInt32) {
        pthread_mutex_lock(mutex)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while newest.load(ordering: .sequentiallyConsistent) == seen,
            !isStopping.load(ordering: .sequentiallyConsistent)
        {
            pthread_cond_wait(condition, mutex)
        }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }

    private func wakeAll() {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
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
