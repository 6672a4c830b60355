import ModelIR
import Testing

@Suite struct SampleRunsTests {
    @Test(
        arguments: [
            ([], ""), ([0], "ab"), ([3, 16, 17], "dbmc"), ([0, 1, 2, 9], "adgb"),
        ] as [([Int], String)])
    func textAndBack(_ indices: [Int], _ text: String) {
        #expect(SampleRuns(indices).text == text)
        #expect(SampleRuns(indices).indices(limit: 100) == indices)
    }

    @Test func manySamplesTakeLittleRoom() {
        let indices = (0..<4000).filter { ($0 * 7919) % 5 != 0 }
        #expect(SampleRuns(indices).text.utf8.count < 2000)
        #expect(SampleRuns(indices).indices(limit: 4000) == indices)
        #expect(SampleRuns(indices).indices(limit: 3199) == nil)
    }

    @Test func largeNumbersHaveHigherDigits() {
        #expect(SampleRuns([30]).text == "Beb")
        let far = [1_281_166, 1_281_167]
        #expect(SampleRuns(far).indices(limit: 2) == far)
    }

    @Test(arguments: ["a", "B", "a1", "ZZZZZZZZZZZZZZZZa", "aB"])
    func otherTextIsRefused(_ text: String) {
        #expect(SampleRuns(text: text).indices(limit: 10) == nil)
    }
}
