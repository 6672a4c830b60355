/// Drawings made of Unicode's block characters, in eighths of a character.
package enum BlockCharacters {
    private static let columns: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let bars: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

    /// A bar from the left for a share of 0 to 1, without spaces behind it. A share above zero is never invisible.
    package static func bar(_ share: Double, width: Int) -> String {
        guard share > 0 else { return "" }
        let eighths = max(1, Int((min(share, 1) * Double(8 * width)).rounded()))
        let rest = eighths % 8
        return String(repeating: bars[8], count: eighths / 8) + (rest > 0 ? String(bars[rest]) : "")
    }

    /// Columns side by side, the tallest `height` lines high; the top line first. A count above zero is never invisible.
    package static func chart(_ counts: [Int], height: Int) -> [String] {
        let tallest = Double(max(1, counts.max() ?? 0))
        let eighths = counts.map { count in
            count <= 0 ? 0 : max(1, Int((Double(count) / tallest * Double(8 * height)).rounded()))
        }
        return (0..<height).reversed().map { line in
            String(eighths.map { columns[min(8, max(0, $0 - 8 * line))] })
        }
    }
}
