import Engine
import Synchronization
import Testing

@Suite struct ThreadPoolTests {
    @Test(arguments: [1, 2, 3, 7]) func everyUnitOnce(_ threads: Int) throws {
        let pool = try ThreadPool(threadCount: threads)
        for unitCount in [0, 1, 2, 5, 64, 1000] {
            for _ in 0..<50 {
                let counts = UnsafeMutablePointer<Int>.allocate(capacity: unitCount + 1)
                defer { counts.deallocate() }
                counts.initialize(repeating: 0, count: unitCount + 1)
                let wrongWorkers = Atomic<Int>(0)
                pool.run(unitCount: unitCount) { units, worker in
                    if !(0..<threads).contains(worker) { wrongWorkers.add(1, ordering: .relaxed) }
                    for unit in units { counts[unit] += 1 }
                }
                #expect((0..<unitCount).allSatisfy { counts[$0] == 1 })
                #expect(wrongWorkers.load(ordering: .relaxed) == 0)
            }
        }
    }

    /// More units than shares can count, and shares that are taken as a whole.
    @Test(arguments: [2, 3]) func manyUnits(_ threads: Int) throws {
        let pool = try ThreadPool(threadCount: threads)
        for unitCount in [65_535, 65_536, 200_001] {
            let sum = Atomic<Int>(0)
            let work = ThreadPool.Work { units, _ in sum.add(units.reduce(0, +), ordering: .relaxed) }
            for hasCostlyPieces in [false, true] {
                pool.run(unitCount: unitCount, hasCostlyPieces: hasCostlyPieces, work)
                #expect(sum.exchange(0, ordering: .relaxed) == unitCount * (unitCount - 1) / 2)
            }
        }
    }

    /// Work that is run again while threads are still looking for more of the run before.
    @Test(arguments: [2, 4]) func oneJobAfterTheOther(_ threads: Int) throws {
        let pool = try ThreadPool(threadCount: threads)
        let counts = UnsafeMutablePointer<Int>.allocate(capacity: threads * 2)
        defer { counts.deallocate() }
        counts.initialize(repeating: 0, count: threads * 2)
        let work = ThreadPool.Work { units, _ in for unit in units { counts[unit] += 1 } }
        for _ in 0..<20_000 { pool.run(unitCount: threads * 2, work) }
        #expect((0..<threads * 2).allSatisfy { counts[$0] == 20_000 })
    }

    @Test(arguments: [1, 2, 5]) func everyIndexOnce(_ threads: Int) throws {
        let pool = try ThreadPool(threadCount: threads)
        for count in [0, 1, 3, 100] {
            let seen = UnsafeMutablePointer<Int>.allocate(capacity: count + 1)
            defer { seen.deallocate() }
            seen.initialize(repeating: 0, count: count + 1)
            pool.runOneByOne(count: count) { index, worker in seen[index] += (0..<threads).contains(worker) ? 1 : 100 }
            #expect((0..<count).allSatisfy { seen[$0] == 1 })
        }
    }

    /// Threads that went to sleep wake up for the next job, and pools without jobs end.
    @Test func sleepsAndWakes() throws {
        let pool = try ThreadPool(threadCount: 3)
        for _ in 0..<3 {
            let sum = Atomic<Int>(0)
            pool.run(unitCount: 100) { units, _ in sum.add(units.count, ordering: .relaxed) }
            #expect(sum.load(ordering: .relaxed) == 100)
            usleep(20_000)
        }
        for _ in 0..<20 { _ = try ThreadPool(threadCount: 4) }
    }
}

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
