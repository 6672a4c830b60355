import Foundation
import Testing

@Suite("What qinspect --plot and --graph draw")
struct PictureTests {
    private let model = fixture("check/sound.tflite")

    /// Calls `body` with a folder that holds a converted model and a Keras one.
    private func withModels(_ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try FileManager.default.copyItem(atPath: model, toPath: folder + "/model.tflite")
            try FileManager.default.copyItem(atPath: fixture("keras/by_hand.h5"), toPath: folder + "/model.h5")
            try body(folder)
        }
    }

    private func start(of name: String, in folder: String) throws -> String {
        let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(name)")).prefix(5)
        return String(bytes.map { Character(Unicode.Scalar($0)) })
    }

    @Test(
        "A chart in every format",
        arguments: [("svg", "<?xml"), ("png", "\u{89}PNG\r"), ("pdf", "%PDF-"), ("PNG", "\u{89}PNG\r")])
    func plots(suffix: String, magic: String) throws {
        try withModels { folder in
            for model in ["model.tflite", "model.h5"] {
                let outcome = try Tool.qinspect.run([model, "--plot", "out.\(suffix)"], in: folder)
                #expect(outcome.errors == "")
                #expect(outcome.status == 0)
                #expect(outcome.output.hasPrefix("out.\(suffix): the ranges of "))
                let found = try start(of: "out.\(suffix)", in: folder)
                #expect(found == magic)
            }
        }
    }

    @Test("A chart has the layers that were chosen, in their order, with ranges and steps")
    func plotsChosenLayers() throws {
        try withModels { folder in
            let words = ["model.tflite", "--plot", "out.svg", "--sort", "bytes", "--top", "2"]
            let outcome = try Tool.qinspect.run(words, in: folder)
            #expect(outcome.output == "out.svg: the ranges of 2 layers\n")
            let quiet = try Tool.qinspect.run(words + ["--quiet"], in: folder)
            #expect(quiet.status == 0 && quiet.output == "" && quiet.errors == "")
            let svg = try text(of: folder + "/out.svg")
            let description = try #require(svg.firstMatch(of: /<desc[^>]*>([^<]*)</)?.1)
            try expectSnapshot(description + "\n", "plot-description")
        }
    }

    @Test("A network as a DOT file")
    func writesDOT() throws {
        try withModels { folder in
            for (model, name) in [("model.tflite", "graph-tflite"), ("model.h5", "graph-keras")] {
                let outcome = try Tool.qinspect.run([model, "--graph", "out.dot"], in: folder)
                #expect(outcome.status == 0 && outcome.errors == "")
                try expectSnapshot(text(of: folder + "/out.dot"), name)
            }
        }
    }

    /// A program that stands in for Graphviz: it says how it was called, and gives back what it was given.
    private func addGraphviz(_ script: String, to folder: String) throws {
        let path = folder + "/dot"
        try script.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    @Test("Graphviz draws what is given to it")
    func asksGraphviz() throws {
        try withModels { folder in
            try addGraphviz("#!/bin/sh\necho \"$@\"\nexec cat\n", to: folder)
            let outcome = try Tool.qinspect.runInShell(
                "PATH=$PWD:$PATH \"$TOOL\" model.tflite --graph out.pdf", in: folder)
            #expect(outcome.status == 0 && outcome.errors == "")
            #expect(outcome.output == "out.pdf: 13 nodes, 14 edges\n")
            let drawn = try text(of: folder + "/out.pdf")
            #expect(drawn.hasPrefix("-Tpdf\ndigraph "))
            #expect(drawn.hasSuffix("}\n"))
        }
    }

    @Test("Without Graphviz there is a DOT file, and a word of what to do with it")
    func doesWithoutGraphviz() throws {
        try withModels { folder in
            let outcome = try Tool.qinspect.runInShell(
                "PATH=/nowhere \"$TOOL\" model.tflite --graph out.svg", in: folder)
            #expect(outcome.status == 69)
            #expect(
                outcome.errors == """
                    qinspect: out.svg: Graphviz is not installed (graphviz on Debian and in Homebrew); the graph is in out.dot, \
                    for 'dot -Tsvg out.dot -o out.svg'

                    """)
            #expect(try names(in: folder) == ["model.h5", "model.tflite", "out.dot"])
        }
    }

    @Test("Where Graphviz fails nothing is left, and what was there stays")
    func keepsWhatWasThere() throws {
        try withModels { folder in
            try addGraphviz("#!/bin/sh\necho half\nexit 3\n", to: folder)
            try "old".write(toFile: folder + "/out.svg", atomically: true, encoding: .utf8)
            let outcome = try Tool.qinspect.runInShell(
                "PATH=$PWD:$PATH \"$TOOL\" model.tflite --graph out.svg", in: folder)
            #expect(outcome.status == 69)
            #expect(outcome.errors.contains("out.svg: Graphviz's dot"))
            #expect(try text(of: folder + "/out.svg") == "old")
            #expect(try names(in: folder) == ["dot", "model.h5", "model.tflite", "out.svg"])
        }
    }

    @Test("Files that cannot be drawn to are refused before anything is written")
    func refuses() throws {
        try withModels { folder in
            let cases: [(arguments: String, status: Int32, message: String)] = [
                (
                    "model.tflite --plot out.jpg", 64,
                    "'--plot' draws to a file that ends in .svg, .png or .pdf, not to 'out.jpg'"
                ),
                ("model.tflite --plot out", 64, "not to 'out'"),
                ("model.tflite --graph out.gif", 64, "'--graph' draws to a file that ends in .svg, .png, .pdf or .dot"),
                ("model.tflite --plot absent/out.svg", 73, "absent/out.svg"),
                ("model.tflite --graph absent/out.dot", 73, "absent/out.dot"),
                ("absent.tflite --plot out.svg", 66, "absent.tflite"),
                ("model.tflite model.h5 --plot out.svg", 64, "draw one file"),
                ("model.tflite --plot out.svg --json", 64, "print nothing of it"),
                ("model.tflite --graph out.dot --check", 64, "print nothing of it"),
            ]
            for (arguments, status, message) in cases {
                let outcome = try Tool.qinspect.run(arguments.split(separator: " ").map(String.init), in: folder)
                #expect(outcome.status == status, "\(arguments)")
                #expect(outcome.errors.contains(message), "\(arguments): \(outcome.errors)")
                #expect(outcome.output == "", "\(arguments)")
            }
            #expect(try names(in: folder) == ["model.h5", "model.tflite"])
        }
    }
}
