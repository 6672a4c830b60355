/// Reproducible numbers (SplitMix64).
struct RandomNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    /// Numbers between the bounds.
    mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }

    /// Integers between the bounds.
    mutating func integers<Element: FixedWidthInteger>(
        _ count: Int, in range: ClosedRange<Element> = Element.min...Element.max
    ) -> [Element] {
        (0..<count).map { _ in Element.random(in: range, using: &self) }
    }
}
