/// Divides a number of samples among classes.
package enum Apportionment {
    /// For each of `sizes` its share of `total`, which is at most their sum: in proportion, by largest remainders, and
    /// at least 1 for every size over 0 where the total suffices.
    package static func shares(of total: Int, among sizes: [Int]) -> [Int] {
        let sum = sizes.reduce(0, +)
        guard sum > 0 else { return sizes.map { _ in 0 } }
        var shares: [Int] = []
        var remainders: [Int] = []
        for size in sizes {
            let (quotient, remainder) = sum.dividingFullWidth(total.multipliedFullWidth(by: size))
            shares.append(quotient)
            remainders.append(remainder)
        }
        let rest = total - shares.reduce(0, +)
        let byRemainder = sizes.indices.sorted { (remainders[$0], $1) > (remainders[$1], $0) }
        for index in byRemainder.prefix(rest) { shares[index] += 1 }

        guard total >= sizes.count(where: { $0 > 0 }) else { return shares }
        for index in sizes.indices where sizes[index] > 0 && shares[index] == 0 {
            guard let richest = shares.indices.max(by: { (shares[$0], $1) < (shares[$1], $0) }) else { break }
            shares[richest] -= 1
            shares[index] = 1
        }
        return shares
    }
}
