import Testing

@Suite("Help")
struct HelpTests {
    @Test(
        "The help of every command stays as it was looked over",
        arguments: [[], ["convert"], ["run"], ["verify"], ["report"], ["bench"]])
    func helps(command: [String]) throws {
        let outcome = try Tool.qconv.run(command + ["--help"])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        try expectSnapshot(outcome.output, "help-" + (["qconv"] + command).joined(separator: "-"))
    }

    @Test("qinspect helps, too")
    func helpsInspecting() throws {
        let outcome = try Tool.qinspect.run(["--help"])
        #expect(outcome.status == 0)
        try expectSnapshot(outcome.output, "help-qinspect")
    }

    @Test("Both tell their version")
    func tellsVersion() throws {
        for (tool, name) in [(Tool.qconv, "qconv"), (Tool.qinspect, "qinspect")] {
            let outcome = try tool.run(["--version"])
            #expect(outcome.status == 0)
            #expect(outcome.output.wholeMatch(of: try Regex("\(name) [0-9]+\\.[0-9]+\\.[0-9]+\n")) != nil)
        }
    }
}
