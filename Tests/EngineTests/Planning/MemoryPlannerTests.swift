import Engine
import Testing

@Suite struct MemoryPlannerTests {
    @Test(arguments: 0..<200, [false, true]) func nothingOverlaps(_ seed: UInt64, _ isForHalves: Bool) throws {
        var random = Seeded(seed)
        let requests = (0..<Int.random(in: 1...60, using: &random)).map { _ in
            let first = Int.random(in: 0...30, using: &random)
            return MemoryRequest(
                byteCount: Int.random(in: 0...2000, using: &random),
                steps: first...first + Int.random(in: 0...8, using: &random))
        }
        let planner = try MemoryPlanner(requests, isForHalves: isForHalves)
        for (index, request) in requests.enumerated() {
            let range = planner.offsets[index]..<planner.offsets[index] + request.byteCount
            #expect(range.lowerBound % Arena.alignment == 0)
            #expect(range.upperBound <= planner.byteCount)
            for other in 0..<index where requests[other].steps.overlaps(request.steps) {
                let taken = planner.offsets[other]..<planner.offsets[other] + requests[other].byteCount
                #expect(!range.overlaps(taken), "seed \(seed): requests \(other) and \(index)")
            }
        }
        // No plan can take less than the step that needs most.
        let most =
            (0...40).map { step in
                requests.filter { $0.steps.contains(step) }.reduce(0) { $0 + $1.byteCount }
            }.max() ?? 0
        #expect(planner.byteCount >= most)
    }

    @Test func chainTakesTwoBuffers() throws {
        let planner = try MemoryPlanner((0..<10).map { MemoryRequest(byteCount: 640, steps: $0...$0 + 1) })
        #expect(planner.byteCount == 2 * 640)
    }

    /// Values of a chain that becomes narrower have their middles in two places.
    @Test func halvesMeetInTheMiddle() throws {
        let sizes = [1024, 768, 512, 256, 128]
        let planner = try MemoryPlanner(
            sizes.enumerated().map { MemoryRequest(byteCount: $1, steps: $0...$0 + 1) }, isForHalves: true)
        let middles = zip(planner.offsets, sizes).map { $0 + $1 / 2 }
        #expect(middles == [512, 1408, 512, 1408, 512])
        #expect(planner.byteCount == 1792)
    }

    /// Two short values that fit into one long one leave no memory for slots.
    @Test func slotsMayNotTakeMuchMore() throws {
        let requests = [
            MemoryRequest(byteCount: 1024, steps: 0...0), MemoryRequest(byteCount: 512, steps: 1...1),
            MemoryRequest(byteCount: 512, steps: 1...1),
        ]
        #expect(try MemoryPlanner(requests, isForHalves: true).byteCount == 1024)
    }

    /// Between the two that stay lies a gap of 256 bytes at the start and one of 128: the smaller one is taken.
    @Test func takesTheSmallestGap() throws {
        let planner = try MemoryPlanner([
            MemoryRequest(byteCount: 1024, steps: 0...0), MemoryRequest(byteCount: 960, steps: 1...9),
            MemoryRequest(byteCount: 64, steps: 1...1),
        ])
        #expect(planner.offsets == [0, 0, 960])
        #expect(planner.byteCount == 1024)
    }

    @Test func refusesMoreThanTheLimit() throws {
        let half = Arena.maximumByteCount / 2 + 64
        #expect(throws: EngineError.self) {
            _ = try MemoryPlanner([
                MemoryRequest(byteCount: half, steps: 0...1), MemoryRequest(byteCount: half, steps: 1...2),
            ])
        }
    }
}
