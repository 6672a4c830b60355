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

    @Test("Columns that are not needed are left out one after the other, before others are shortened")
    func leavesOut() {
        var table = TextTable([
            .init("layer", isFlexible: true), .init("bytes", .right, dispensability: 2),
            .init("count", .right, dispensability: 1),
        ])
        table.rows = [["a_rather_long_name_of_a_layer", "1,234,567", "12,345"]]
        #expect(table.titlesLeftOut(maximumWidth: nil) == [])
        #expect(table.titlesLeftOut(maximumWidth: 40) == [])
        #expect(table.titlesLeftOut(maximumWidth: 36) == ["bytes"])
        #expect(table.lines(maximumWidth: 36)[1] == "a_rather_long…ame_of_a_layer  12,345")
        #expect(table.titlesLeftOut(maximumWidth: 20) == ["bytes", "count"])
    }

    @Test("Drawings are made of eighths of a character")
    func draws() {
        #expect(BlockCharacters.bar(0.5, width: 3) == "█▌")
        #expect(BlockCharacters.bar(0, width: 3) == "")
        #expect(BlockCharacters.bar(1e-9, width: 3) == "▏")
        #expect(BlockCharacters.bar(7, width: 3) == "███")
        #expect(BlockCharacters.chart([0, 1, 8, 16, 1000], height: 2) == ["    █", " ▁▁▁█"])
        #expect(BlockCharacters.chart([3, 3], height: 1) == ["██"])
        #expect(BlockCharacters.chart([], height: 1) == [""])
    }

    @Test("Fields of programs' tables are quoted where they have to be")
    func quotes() {
        #expect(
            CSVText.line([CSVField("a,b"), CSVField("c\"d"), CSVField("e"), CSVField(nil as String?)])
                == "\"a,b\",\"c\"\"d\",e,\n")
        #expect(
            CSVText.line([CSVField(12), CSVField(0.1 as Float), CSVField(Double.nan), CSVField("f\r\ng")])
                == "12,0.1,,\"f\r\ng\"\n")
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
