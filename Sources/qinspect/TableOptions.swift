import ArgumentParser
import Inspect

/// Which rows and columns of a table are shown.
struct TableOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Only layers whose name matches: '*' stands for any characters, '?' for one, '[a-c]' for one of some. May be given several times.",
            valueName: "pattern"))
    var layers: [String] = []

    @Option(
        help: ArgumentHelp(
            "Order by a column: params, macs, bytes, range, name, index, …; numbers from the largest down.",
            valueName: "column"))
    var sort: String?

    @Flag(help: "Turn the order around.")
    var reverse = false

    @Option(help: ArgumentHelp("Only so many rows, from the beginning of the order.", valueName: "count"))
    var top: Int?

    @Option(help: ArgumentHelp("The columns, in this order, with commas between them.", valueName: "columns"))
    var columns: String?

    func validate() throws {
        guard top.map({ $0 > 0 }) ?? true else { throw ValidationError("'--top' takes a number above 0") }
    }

    var choice: TableChoice {
        TableChoice(
            layers: layers.map(GlobPattern.init), sort: sort, isReversed: reverse, top: top,
            columns: columns.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) })
    }
}
