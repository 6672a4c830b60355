import Foundation
import Reporting
import Testing

@Suite("JSON")
struct JSONTextTests {
    private struct Everything: Codable, Equatable {
        var text = "a\"b\\c\n\t\u{1}/ü"
        var integer = -7
        var large = Int64.max
        var number = 0.1
        var single: Float = 1e-30
        var truth = true
        var absent: Int?
        var present: Int? = 3
        var list = [1, 2, 3]
        var holes: [Int?] = [nil, 4]
        var nothing: [String] = []
        var nested = ["key": [Inner(), Inner()]]
    }

    private struct Inner: Codable, Equatable {
        var z = 1
        var a: [Double] = []
    }

    @Test("Foundation reads back what was written")
    func isJSON() throws {
        let text = try JSONText.of(Everything())
        #expect(try JSONDecoder().decode(Everything.self, from: Data(text.utf8)) == Everything())
    }

    @Test("Keys stand in the order of the declaration, absent values are null")
    func keepsOrder() throws {
        let keys = try JSONText.of(Everything()).split(separator: "\n").compactMap { line in
            line.hasPrefix("  \"") ? line.dropFirst(3).prefix { $0 != "\"" } : nil
        }
        #expect(
            keys == [
                "text", "integer", "large", "number", "single", "truth", "absent", "present", "list", "holes",
                "nothing", "nested",
            ])
        #expect(try JSONText.of(Everything()).contains("\"absent\": null"))
        #expect(try JSONText.of(Everything()).contains("\"holes\": [null, 4]"))
    }

    @Test("Numbers that JSON cannot write are null")
    func writesNull() throws {
        #expect(
            try JSONText.of(["x": [Double.nan, .infinity, -.infinity]]) == "{\n  \"x\": [null, null, null]\n}\n")
    }

    @Test("What is too long for a line is broken")
    func breaksLines() throws {
        let text = try JSONText.of(["x": Array(repeating: String(repeating: "a", count: 60), count: 4)])
        #expect(text.split(separator: "\n").count == 8)
        #expect(text.split(separator: "\n").allSatisfy { $0.count < 160 })
    }
}
