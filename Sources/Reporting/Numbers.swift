import CNumbers

extension BinaryInteger {
    /// Digits in groups of three: `4,164,967`.
    package var grouped: String {
        let digits = Array(String(magnitude))
        var text = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}

extension BinaryFloatingPoint {
    /// The number with `digits` digits behind the point.
    package func fixed(_ digits: Int) -> String { text(digits: digits, isSignificant: false) }

    /// The number with `digits` significant digits, as short as they allow.
    package func significant(_ digits: Int) -> String { text(digits: digits, isSignificant: true) }

    private func text(digits: Int, isSignificant: Bool) -> String {
        // No double needs more: 309 digits before the point, and at most a few behind it.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
            let count = number_text(
                buffer.baseAddress, buffer.count, isSignificant ? 1 : 0, Int32(digits), Double(self))
            return String(decoding: UnsafeRawBufferPointer(buffer).prefix(Int(max(0, count))), as: UTF8.self)
        }
    }
}

/// A time for people: `12.3 ms`, `4.56 s`.
package func timeText(milliseconds: Double) -> String {
    milliseconds < 1000 ? milliseconds.significant(3) + " ms" : (milliseconds / 1000).fixed(2) + " s"
}
