import Reporting
import Testing

@Suite("Tables for people")
struct TextTableTests {
    private var table: TextTable {
        var table = TextTable([.init("layer", isFlexible: true), .init("count", .right)])
        table.rows = [["a", "1"], ["a_rather_long_name_of_a_layer", "12,345"]]
        return table
    }

    @Test("Columns are aligned and nothing trails")
    func aligns() {
        #expect(
            table.lines() == [
                "layer                           count",
                "a                                   1",
                "a_rather_long_name_of_a_layer  12,345",
            ])
    }

    @Test("A flexible column gives way, its middle first")
    func shortens() {
        let lines = table.lines(maximumWidth: 24)
        #expect(lines.allSatisfy { $0.count <= 24 })
        #expect(lines[2] == "a_rathe…_a_layer  12,345")
        #expect(table.lines(maximumWidth: 5).allSatisfy { $0.count == 12 + 2 + 6 })
    }

    @Test("Numbers are set for reading")
    func formatsNumbers() {
        #expect(4_164_967.grouped == "4,164,967")
        #expect([0, 999, 1000, -1_234_567].map(\.grouped) == ["0", "999", "1,000", "-1,234,567"])
        #expect(Int.min.grouped == "-9,223,372,036,854,775,808")
        #expect(1.005.fixed(1) == "1.0")
        #expect(Float(0.12345678).significant(3) == "0.123")
        #expect((-1.5e300).fixed(0).count == 302)
        #expect(Double.nan.significant(3) == "nan")
        #expect(
            [0.01234, 12.34, 999, 1234].map { timeText(milliseconds: $0) } == [
                "0.0123 ms", "12.3 ms", "999 ms", "1.23 s",
            ])
    }
}
