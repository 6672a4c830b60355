import Synchronization

extension ThreadPool {
    /// Calls `body` once for each index of `0..<count`, each time on the next thread that is free, and returns when all are
    /// done: for work in large pieces of unequal size, the lowest index first.
    package func runOneByOne(count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
        let next = Atomic<Int>(0)
        run(unitCount: min(threadCount, count)) { _, worker in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(index, worker)
            }
        }
    }
}
