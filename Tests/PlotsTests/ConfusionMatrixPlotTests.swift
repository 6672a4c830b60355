import Foundation
import Metrics
import Plots
import Testing

@Suite("Pictures of confusion matrices")
struct ConfusionMatrixPlotTests {
    /// `samples` of each class, of which `right` are recognised and the others taken for the class behind.
    private func matrix(_ classCount: Int, samples: Int = 20, right: Int = 17) -> ConfusionMatrix {
        var matrix = ConfusionMatrix(classCount: classCount)
        for label in 0..<classCount {
            for sample in 0..<samples {
                matrix.add(label: label, predicted: sample < right ? label : (label + 1) % classCount)
            }
        }
        return matrix
    }

    private func plot(_ classCount: Int, names: [String]? = nil, samples: Int = 20) -> ConfusionMatrixPlot {
        ConfusionMatrixPlot(
            matrix(classCount, samples: samples), classNames: names ?? (0..<classCount).map { "class \($0)" },
            title: "int8-0.08")
    }

    @Test("The colours of the cells tell the shares of their rows")
    func colours() throws {
        let picture = try #require(Picture(png: plot(3).png()))
        // 60 units of 2 pixels each, less the gap: 0 %, 15 % and 85 %.
        for color in [0xF6F9FC, 0xCEE1F2, 0x164B86] as [UInt32] {
            #expect(picture.count(near: color) > 3 * 118 * 118 / 2, "\(String(color, radix: 16))")
        }
        #expect(picture.pixels.first == 0xFFFFFF)
        #expect(picture.pixels.last == 0xFFFFFF)
    }

    @Test("Pictures stay of a size that can be looked at", arguments: [1, 2, 8, 10, 26, 100, 1000])
    func fits(classCount: Int) throws {
        let picture = try #require(Picture(png: plot(classCount).png()))
        #expect((900...4700).contains(picture.width))
        #expect((400...4700).contains(picture.height))
    }

    @Test("The SVG says everything in words, too")
    func describes() throws {
        let svg = String(decoding: try plot(3, samples: 12_345).svg(), as: UTF8.self)
        #expect(svg.contains("<title>int8-0.08</title>"))
        #expect(svg.contains("class 1: 0 17 12328\n"))
        #expect(svg.contains("accuracy 0.0014 on 37,035 samples"))
        #expect(isXML(svg))
    }

    @Test("The same matrix gives the same bytes")
    func repeats() throws {
        #expect(try plot(5).png() == plot(5).png())
        #expect(try plot(5).svg() == plot(5).svg())
    }

    @Test("Names may be anything")
    func survivesNames() throws {
        let names = [
            "", "<script>alert(\"&\")</script>", String(repeating: "very long ", count: 10_000), "a\0b\nc\u{1B}[31m",
            "日本語 العربية 🦊", "e" + String(repeating: "\u{301}", count: 5_000), "\u{FFFE}\u{202E}]]>",
        ]
        let plot = plot(names.count, names: names)
        let picture = try #require(Picture(png: plot.png()))
        #expect(picture.width < 2000 && picture.height < 2000)
        let svg = String(decoding: try plot.svg(), as: UTF8.self)
        #expect(isXML(svg))
        #expect(!svg.contains("<script>"))
    }

    @Test("Too many classes are an error, no samples are none")
    func knowsLimits() throws {
        #expect(throws: PlotError.self) { try plot(5000, samples: 0).png() }
        #expect(try !plot(2, samples: 0).png().isEmpty)
    }

    @Test("Files are written whole")
    func writes() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "PlotsTests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let plot = plot(2)
        try plot.writePNG(to: folder.path + "/a.png")
        try plot.writeSVG(to: folder.path + "/a.svg")
        #expect(try Array(Data(contentsOf: folder.appending(path: "a.png"))) == plot.png())
        #expect(try Array(Data(contentsOf: folder.appending(path: "a.svg"))) == plot.svg())
        #expect(throws: PlotError.self) { try plot.writePNG(to: folder.path + "/absent/a.png") }
    }

    private func isXML(_ text: String) -> Bool {
        // Foundation's XML parser is another library to install on Linux; the tags must be balanced.
        var depth = 0
        for tag in text.matches(of: /<(\/?)([a-zA-Z?!][^<>]*?)(\/?)>/) where !"?!".contains(tag.output.2.prefix(1)) {
            depth += tag.output.1.isEmpty ? (tag.output.3.isEmpty ? 1 : 0) : -1
            guard depth >= 0 else { return false }
        }
        return depth == 0 && !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }
    }
}
