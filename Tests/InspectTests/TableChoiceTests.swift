import Inspect
import Reporting
import Testing

@Suite("Choosing from tables")
struct TableChoiceTests {
    @Test(
        "Patterns match as in a shell",
        arguments: [
            ("*", ["", "conv", "a/b"], []), ("conv", ["conv"], ["conv1", "aconv", "Conv"]),
            ("block?a*", ["block1a", "block2a_se/x"], ["block10a", "xblock1a"]),
            ("*_bn", ["_bn", "stem_bn"], ["stem_bn2"]),
            ("b[13-5]", ["b1", "b3", "b4", "b5"], ["b2", "b6", "b", "b11"]), ("b[!13]", ["b2"], ["b1", "b3", "b"]),
            ("[]a]", ["]", "a"], ["b"]), ("a[", ["a["], ["a"]), ("\\*a", ["*a"], ["ba"]),
            ("a*b*c", ["abc", "aXbYbZc"], ["ab"]),
            ("ü?", ["üx"], ["ü"]),
        ] as [(String, [String], [String])])
    func matches(text: String, matching: [String], others: [String]) {
        let pattern = GlobPattern(text)
        for name in matching { #expect(pattern.matches(name), "\(text) \(name)") }
        for name in others { #expect(!pattern.matches(name), "\(text) \(name)") }
    }

    @Test("A pattern of many runs takes no time")
    func isFast() {
        #expect(!GlobPattern(String(repeating: "*a", count: 100)).matches(String(repeating: "a", count: 99) + "b"))
        #expect(!GlobPattern(String(repeating: "a*", count: 2000) + "b").matches(String(repeating: "a", count: 4000)))
    }

    private func report() throws -> ModelReport { try ModelReport(of: contents(of: SmallGraph.make())) }

    private func indices(_ choice: TableChoice) throws -> [Int] { try report().choosing(choice).layers.map(\.index) }

    @Test("Rows are chosen by layer, put in order and cut")
    func chooses() throws {
        #expect(try indices(.all) == [0, 1, 2, 3])
        #expect(try indices(TableChoice(layers: [GlobPattern("d*"), GlobPattern("flat")])) == [2, 3])
        #expect(try indices(TableChoice(sort: "macs")) == [0, 1, 3, 2])
        #expect(try indices(TableChoice(sort: "params", top: 1)) == [3])
        #expect(try indices(TableChoice(sort: "macs", isReversed: true)) == [2, 3, 0, 1])
        #expect(try indices(TableChoice(sort: "name", isReversed: true)) == [2, 3, 0, 1])
        #expect(try indices(TableChoice(isReversed: true, top: 2)) == [3, 2])
        #expect(try indices(TableChoice(sort: "index", isReversed: true)) == [3, 2, 1, 0])
    }

    @Test("Rows without a range come last, whichever way the others stand")
    func putsAbsentLast() throws {
        #expect(try indices(TableChoice(sort: "range")) == [3, 0, 1, 2])
        #expect(try indices(TableChoice(sort: "range", isReversed: true)) == [1, 0, 3, 2])
    }

    @Test("What is not there is said, with what is")
    func refusesUnknown() throws {
        for choice in [TableChoice(sort: "size"), TableChoice(columns: ["layer", "size"])] {
            let error = #expect(throws: InspectError.self) { try report().choosing(choice).text(choice, style: .plain) }
            #expect(error?.description.contains("no column 'size'; it has index, layer or name, operator") == true)
        }
        let error = #expect(throws: InspectError.self) { try indices(TableChoice(layers: [GlobPattern("x*")])) }
        #expect(error?.description == "no layer is called 'x*'")
    }

    @Test("Columns stand in the order in which they were asked for, empty ones too")
    func choosesColumns() throws {
        let choice = TableChoice(columns: ["macs", "name", "scale"])
        let text = try report().text(choice, style: .plain)
        #expect(text.contains("\nMACs  layer  scale\n 144  conv\n"))
        #expect(try report().csv(choice).titles == "file,macs,layer,scale\n")
        #expect(try report().csv(choice).rows.hasPrefix("small.qf,144,conv,\nsmall.qf,144,conv,\n"))
    }
}
