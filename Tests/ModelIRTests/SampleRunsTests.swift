import ModelIR
import Testing

@Suite struct SampleRunsTests {
    @Test(
        arguments: [
            ([], ""), ([0], "0 1"), ([3, 16, 17], "3 1 12 2"), ([0, 1, 2, 9], "0 3 6 1"),
        ] as [([Int], String)])
    func textAndBack(_ indices: [Int], _ text: String) {
        #expect(SampleRuns(indices).text == text)
        #expect(SampleRuns(indices).indices(limit: 100) == indices)
    }

    @Test func manySamplesTakeLittleRoom() {
        let indices = (0..<4000).filter { ($0 * 7919) % 5 != 0 }
        #expect(SampleRuns(indices).text.utf8.count < 4000)
        #expect(SampleRuns(indices).indices(limit: 4000) == indices)
        #expect(SampleRuns(indices).indices(limit: 3199) == nil)
    }
}
