import Datasets
import Testing

@Suite struct ApportionmentTests {
    @Test(arguments: [
        (10, [50, 30, 20], [5, 3, 2]),
        (1, [1, 1, 1], [1, 0, 0]),
        (7, [10, 10, 10], [3, 2, 2]),
        (3, [1000, 1, 1], [1, 1, 1]),
        (3, [1000, 1, 0], [2, 1, 0]),
        (5, [2, 3], [2, 3]),
        (0, [2, 3], [0, 0]),
        (4, [], []),
    ])
    func `shares are proportional, whole, and at least one`(total: Int, sizes: [Int], shares: [Int]) {
        #expect(Apportionment.shares(of: total, among: sizes) == shares)
    }
}
