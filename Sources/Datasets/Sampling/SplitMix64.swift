/// Random numbers that follow from a seed, the same on every machine. Steele, Lea and Flood, Fast Splittable Pseudorandom
/// Number Generators (2014).
struct SplitMix64 {
    private var state: UInt64

    /// A stream of its own for each `stream` of a seed.
    init(seed: UInt64, stream: Int) {
        var streams = SplitMix64(state: UInt64(bitPattern: Int64(stream)))
        state = seed ^ streams.next()
    }

    private init(state: UInt64) { self.state = state }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is positive, each as likely as any other. Lemire, Fast Random Integer Generation in
    /// an Interval (2019).
    mutating func next(below bound: Int) -> Int {
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        let threshold = (0 &- bound) % bound
        while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        return Int(product.high)
    }

    /// The first `count` numbers of a random order of `numbers`; fewer of them are the start of more.
    mutating func draw(_ count: Int, of numbers: [Int]) -> ArraySlice<Int> {
        var numbers = numbers
        for place in 0..<count {
            numbers.swapAt(place, place + next(below: numbers.count - place))
        }
        return numbers.prefix(count)
    }
}
