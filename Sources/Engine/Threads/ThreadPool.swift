import CKernels
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A fixed set of threads that share the units of one job at a time: the caller forks, works along, and joins.
///
/// Idle threads spin for some tens of microseconds, because the next step usually follows at once, and then sleep.
/// A job is cut into chunks that are taken by whoever is free, so that a thread the system has put aside holds nobody
/// up unless it holds a chunk. With one thread there is no pool and nothing is shared.
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
        let state = State()
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
        guard let state, unitCount > 1 else {
            body(0..<unitCount, 0)
            return
        }
        // Some chunks for each thread even out their speeds; many more would cost more than they even out.
        let chunkCount = min(unitCount, threadCount * 4)
        withoutActuallyEscaping(body) { body in state.run(unitCount: unitCount, chunkCount: chunkCount, body) }
    }
}

/// What the threads of a pool share.
///
/// Safe to share: `job` is written only while no chunk is left to take and none is being worked on, and read only by a
/// thread that has taken a chunk of it, which it does by an atomic exchange after the write.
private final class State: @unchecked Sendable {
    private struct Job {
        var unitCount = 0
        var chunkCount = 0
        var body: ThreadPool.Body = { _, _ in }
    }

    private var job = Job()
    /// The number of the job in the upper half, so that a late thread cannot take a chunk of the next job by mistake;
    /// the number of chunks that nobody has taken yet in the lower half.
    private let ticket = Atomic<UInt64>(0)
    private let completed = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    private static let countMask: UInt64 = 0xFFFF_FFFF
    private static let spinsBeforeSleep = 4000

    init() {
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

    func run(unitCount: Int, chunkCount: Int, _ body: @escaping ThreadPool.Body) {
        job = Job(unitCount: unitCount, chunkCount: chunkCount, body: body)
        completed.store(0, ordering: .relaxed)
        let number = (ticket.load(ordering: .relaxed) >> 32) &+ 1
        ticket.store(number << 32 | UInt64(chunkCount), ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wakeAll() }
        while takeChunk(worker: 0) {}
        var spins = 0
        while completed.load(ordering: .acquiring) < chunkCount {
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

    fileprivate func work(worker: Int) {
        var spins = 0
        while true {
            if takeChunk(worker: worker) {
                spins = 0
                continue
            }
            if isStopping.load(ordering: .relaxed) { return }
            spins += 1
            if spins < Self.spinsBeforeSleep {
                qk_spin_pause()
            } else {
                sleep()
                spins = 0
            }
        }
    }

    /// Does one chunk of the present job; false where none is left.
    private func takeChunk(worker: Int) -> Bool {
        var seen = ticket.load(ordering: .acquiring)
        while seen & Self.countMask > 0 {
            let (isTaken, current) = ticket.weakCompareExchange(
                expected: seen, desired: seen - 1, ordering: .acquiringAndReleasing)
            guard isTaken else {
                seen = current
                continue
            }
            let chunk = Int(seen & Self.countMask) - 1
            let lower = job.unitCount * chunk / job.chunkCount
            let upper = job.unitCount * (chunk + 1) / job.chunkCount
            job.body(lower..<upper, worker)
            completed.add(1, ordering: .releasing)
            return true
        }
        return false
    }

    private func sleep() {
        pthread_mutex_lock(mutex)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while ticket.load(ordering: .sequentiallyConsistent) & Self.countMask == 0,
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
