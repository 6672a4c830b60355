import Testing

@Suite("Wrong usage")
struct UsageTests {
    @Test(
        "Wrong arguments are one line on the standard error and status 64",
        arguments: [
            [], ["--frobnicate", "model.h5"], ["model.h5", "other.h5"], ["model.h5", "-o"],
            ["model.h5", "--json", "--quiet"],
            ["run"], ["run", "model.qf"], ["run", "model.qf", "--input", "x.npy", "--threads", "0"],
            ["run", "model.qf", "--input", "x.npy", "--threads", "many"], ["bench"],
            ["bench", "model.qf", "--runs", "0"],
            ["bench", "model.qf", "--runs", "-3"], ["bench", "model.qf", "--batch", "99999999999999999999"],
            ["bench", "model.qf", "--warmup=-1"], ["bench", "model.qf", "--threads", "257"],
            ["report"], ["report", "model.h5", "--calib", "0"], ["report", "model.h5", "--calib", "0.1,0.10"],
            ["report", "model.h5", "--calib", "0.1,,0.2"], ["report", "model.h5", "-o", ""],
            ["verify"], ["verify", "model.qf", "--max-drop", "2"], ["verify", "model.qf", "--max-size", "4.5M"],
            ["verify", "model.qf", "--max-ms", "0"], ["verify", "model.qf", "--resize", "widely"],
            ["verify", "model.qf", "--runs", "0"],
        ])
    func refuses(arguments: [String]) throws {
        let outcome = try Tool.qconv.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output == "")
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.hasPrefix("qconv: "))
        #expect(outcome.errors.contains("see 'qconv"))
    }

    @Test("qinspect without a file says so")
    func needsFile() throws {
        let outcome = try Tool.qinspect.run([])
        #expect(outcome.status == 64)
        #expect(outcome.errors == "qinspect: missing expected argument '<files> ...'; see 'qinspect --help'\n")
    }

    @Test("A misspelt option is answered with the right one")
    func suggests() throws {
        let outcome = try Tool.qconv.run(["bench", "model.qf", "--thread", "2"])
        #expect(
            outcome.errors == "qconv: unknown option '--thread'. Did you mean '--threads'?; see 'qconv bench --help'\n")
    }
}
