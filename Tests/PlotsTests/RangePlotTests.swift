import ModelIR
import Plots
import Testing

@Suite("Pictures of ranges")
struct RangePlotTests {
    private func plot(_ count: Int, names: String = "layer") -> RangePlot {
        RangePlot(title: "model", rows: (0..<count).map { row($0, name: "\(names) \($0)") })
    }

    private func row(_ index: Int, name: String) -> RangePlot.Row {
        let weights = RangePlot.Extent(magnitudes: 0.1...Double(index + 1), steps: 0.001...0.01)
        let activations = RangePlot.Extent(magnitudes: 0.3...6, steps: 0.025...0.025)
        return RangePlot.Row(
            name: name, weights: index % 3 == 2 ? nil : weights, activations: index % 2 == 0 ? activations : nil)
    }

    @Test("Bars have the colours of the legend, on a background of their own")
    func colours() throws {
        let picture = try #require(Picture(png: plot(6).encoded(.png)))
        #expect(picture.count(near: 0x1F61A1) > 2000)
        #expect(picture.count(near: 0xD96B14) > 2000)
        #expect(picture.pixels.first == 0xFFFFFF)
        #expect(picture.pixels.last == 0xFFFFFF)
    }

    @Test("A bar is as long as its range on the logarithmic axis")
    func lengths() throws {
        func blue(_ magnitudes: ClosedRange<Double>) throws -> Int {
            let rows = [
                RangePlot.Row(name: "a", weights: .init(magnitudes: magnitudes, steps: nil), activations: nil),
                RangePlot.Row(name: "b", weights: nil, activations: .init(magnitudes: 1e-3...1e3, steps: nil)),
            ]
            return try #require(Picture(png: RangePlot(title: "", rows: rows).encoded(.png))).count(near: 0x1F61A1)
        }
        // 6 decades in 540 units of 2 by 2 pixels; a bar is 5 units high.
        let decade = try blue(0.1...10) - blue(1...10)
        #expect(abs(decade - 90 * 5 * 4) < 30)
    }

    @Test("Every format is what it is called, the same every time", arguments: Canvas.Format.allCases)
    func formats(format: Canvas.Format) throws {
        let bytes = try plot(5).encoded(format)
        let magic: [Canvas.Format: String] = [.png: "\u{89}PNG", .svg: "<?xml", .pdf: "%PDF-"]
        #expect(String(bytes.prefix(5).map { Character(Unicode.Scalar($0)) }).hasPrefix(try #require(magic[format])))
        #expect(try plot(5).encoded(format) == bytes)
    }

    @Test("The SVG says everything in words, whatever the names are")
    func describes() throws {
        let svg = String(decoding: try plot(4, names: "<&\u{1}>").encoded(.svg), as: UTF8.self)
        #expect(svg.contains("weights 0.1 to 1, steps of 0.001 to 0.01; activations 0.3 to 6, steps of 0.025"))
        #expect(svg.contains("&lt;&amp;"))
        #expect(!svg.contains("\u{1}"))
    }

    @Test("Long models are long pictures, and too long ones are refused as PNG only")
    func fits() throws {
        let long = try #require(Picture(png: plot(400).encoded(.png)))
        // Every sixth row has no ranges.
        #expect(long.height > 330 * 40 && long.width < 3000)
        #expect(try #require(Picture(png: plot(1200).encoded(.png))).height <= 32_000)
        #expect(throws: PlotError.self) { try plot(3000).encoded(.png) }
        #expect(try plot(3000).encoded(.svg).count > 100_000)
    }

    @Test("Without ranges there is no picture")
    func refusesNothing() {
        let empty = RangePlot(title: "", rows: [RangePlot.Row(name: "a", weights: nil, activations: nil)])
        let error = #expect(throws: PlotError.self) { try empty.encoded(.svg) }
        #expect(error?.kind == .badData)
    }
}
