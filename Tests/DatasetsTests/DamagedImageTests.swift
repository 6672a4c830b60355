import Datasets
import ModelIR
import Testing

/// Images that somebody cut or damaged: refused by name, and nothing else happens.
@Suite struct DamagedImageTests {
    private let folder = TemporaryFolder()

    /// Reads `bytes` as the only image of a folder.
    private func read(_ bytes: some Collection<UInt8>, channels: Int = 3, size: Int = 8) -> DataError? {
        folder.write(bytes, to: "image.png")
        return dataError {
            try DataSet.open(folder.path, inputs: Fixtures.image(size, size, channels), classCount: nil)
                .requireTest().floats()
        }
    }

    @Test(arguments: [
        "jpeg/rgb420.jpg", "jpeg/progressive.jpg", "jpeg/gray.jpg", "cmyk/cmyk.jpg", "png/rgb.png",
        "png/interlaced.png",
        "png/palette4_transparent.png", "png/gamma.png",
    ])
    func `every prefix is refused`(name: String) throws {
        let whole = bytes(of: Fixtures.path("formats/\(name)"))
        try #require(read(whole) == nil)
        var unexpected: [String] = []
        for length in 0..<whole.count {
            let error = read(whole.prefix(length))
            let isGood =
                error?.code == .badImage && error?.location == "\(folder.path)/image.png"
                && (length < 8 || error?.message.hasPrefix("is damaged") == true)
            if !isGood { unexpected.append("\(length) bytes: \(error?.description ?? "no error")") }
        }
        #expect(unexpected == [])
    }

    @Test(arguments: [
        "jpeg/rgb420.jpg", "jpeg/progressive.jpg", "cmyk/cmyk.jpg", "png/rgba16.png", "png/interlaced.png",
        "png/palette.png",
    ])
    func `damage anywhere is survived`(name: String) throws {
        let whole = bytes(of: Fixtures.path("formats/\(name)"))
        var refused = 0
        var state: UInt64 = 1
        for round in 0..<400 {
            var damaged = whole
            for _ in 0...round % 3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                damaged[Int(state >> 33) % whole.count] = UInt8(truncatingIfNeeded: state >> 25)
            }
            if let error = read(damaged, channels: round % 2 == 0 ? 3 : 1) {
                refused += 1
                #expect(error.code == .badImage || error.code == .badFile, "\(error)")
            }
        }
        #expect(refused > 50)
    }

    @Test func `what is no image is told apart`() throws {
        #expect(read([])?.message == "is empty")
        #expect(
            read(Array("GIF89a, perhaps".utf8))?.message == "is neither a JPEG nor a PNG image; remove or convert it")
        let jpeg = bytes(of: Fixtures.path("formats/jpeg/rgb444.jpg"))
        #expect(
            read(jpeg, channels: 4)?.message
                == "is a JPEG image, which has no opacity, but the model takes 4 channels")
        let cmyk = bytes(of: Fixtures.path("formats/cmyk/cmyk.jpg"))
        #expect(read(cmyk, channels: 1)?.message.hasPrefix("cannot be given in the channels") == true)
    }

    @Test func `an image that claims to be huge is refused`() throws {
        var png = bytes(of: Fixtures.path("formats/png/rgb.png"))
        // Width and height of the header, and its checksum.
        png.replaceSubrange(16..<24, with: [0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF])
        png.replaceSubrange(29..<33, with: PNGCheck.crc32(png[12..<29]))
        #expect(read(png)?.message == "is too large an image; make it smaller")

        var jpeg = bytes(of: Fixtures.path("formats/jpeg/rgb444.jpg"))
        let frame = try #require(jpeg.indices.first { jpeg[$0...].starts(with: [0xFF, 0xC0]) })
        jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
        #expect(read(jpeg)?.message == "is too large an image; make it smaller")
    }

    @Test func `a scan that comes again and again is refused`() throws {
        let jpeg = bytes(of: Fixtures.path("formats/jpeg/progressive.jpg"))
        let scans = jpeg.indices.filter { jpeg[$0...].starts(with: [0xFF, 0xDA]) }
        let last = try #require(scans.last)
        var bomb = Array(jpeg.dropLast(2))
        for _ in 0..<1000 { bomb += jpeg[last..<jpeg.count - 2] }
        bomb += [0xFF, 0xD9]
        #expect(read(bomb)?.code == .badImage)
    }
}

/// The checksum of a PNG chunk.
private enum PNGCheck {
    static func crc32(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var state = UInt32.max
        for byte in bytes {
            state ^= UInt32(byte)
            for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0xEDB8_8320 : state >> 1 }
        }
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: ~state >> $0) }
    }
}
