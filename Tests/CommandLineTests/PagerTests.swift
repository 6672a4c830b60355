import Foundation
import Testing

@Suite("Paging", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct PagerTests {
    /// What a terminal shows of a command line; `$TOOL` is qinspect.
    private func shown(_ command: String) throws -> String {
        try withTemporaryFolder { folder in
            try write(Data(command.utf8), to: folder + "/command")
            let outcome = try Tool.qinspect.runInShell(
                "export TERM=xterm; unset PAGER LESS NO_COLOR; script -qec '. ./command' /dev/null", in: folder)
            return outcome.output.replacing("\r\n", with: "\n")
        }
    }

    private var model: String { "'\(sample("digits.h5"))'" }

    @Test("On a terminal the text goes through the pager, in colors, and only there")
    func pages() throws {
        let paged = try shown("PAGER='sed s/^/paged:/' \"$TOOL\" \(model)")
        #expect(paged.split(separator: "\n").allSatisfy { $0.hasPrefix("paged:") })
        #expect(paged.contains("\u{1B}[1m"))
        #expect(try !shown("PAGER='sed s/^/paged:/' \"$TOOL\" \(model) | cat").contains("paged:"))
        #expect(try !shown("PAGER='sed s/^/paged:/' \"$TOOL\" \(model) --no-pager").contains("paged:"))
        #expect(try !shown("PAGER='sed s/^/paged:/' \"$TOOL\" \(model) --json").contains("paged:"))
        #expect(try !shown("NO_COLOR=1 PAGER=cat \"$TOOL\" \(model)").contains("\u{1B}"))
    }

    @Test("A pager that is not there, or that has seen enough, is no failure")
    func survives() throws {
        let page = try shown("PAGER=cat \"$TOOL\" \(model)")
        #expect(page.contains("BatchNormalization"))
        #expect(try shown("PAGER=/absent/pager \"$TOOL\" \(model) 2> /dev/null; echo $?").hasSuffix(page + "0\n"))
        #expect(try shown("PAGER='head -1' \"$TOOL\" \(model); echo $?").hasSuffix("\n0\n"))
        #expect(try shown("PAGER='exit 3' \"$TOOL\" \(model); echo $?") == "0\n")
    }
}
