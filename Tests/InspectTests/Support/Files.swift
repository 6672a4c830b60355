import Foundation
import Inspect
import ModelIR

private let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

func fixture(_ name: String) -> String { tests.appending(path: "Fixtures/\(name)").path }
func sample(_ name: String) -> String { tests.deletingLastPathComponent().appending(path: "samples/\(name)").path }

func contents(of graph: Graph, byteCount: Int = 1234) -> ModelContents {
    ModelContents(of: graph, path: "small.qf", byteCount: byteCount)
}
