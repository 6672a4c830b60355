import CCairo

/// cairo, which the program under test has loaded for itself.
private let cairo = {
    let functions = UnsafeMutablePointer<ccairo_library>.allocate(capacity: 1)
    if let problem = ccairo_load(functions) { fatalError(String(cString: problem)) }
    return functions.pointee
}()

/// A PNG file, decoded.
struct Picture {
    let width: Int
    let height: Int
    /// `0x00RRGGBB`, row by row.
    let pixels: [UInt32]

    /// Nil where `bytes` are not a PNG.
    init?(png bytes: [UInt8]) {
        var rest = bytes[...]
        let surface = withUnsafeMutablePointer(to: &rest) { rest in
            cairo.cairo_image_surface_create_from_png_stream(
                { closure, target, count in
                    guard let rest = closure?.assumingMemoryBound(to: ArraySlice<UInt8>.self), let target,
                        rest.pointee.count >= Int(count)
                    else { return CAIRO_STATUS_READ_ERROR }
                    for index in 0..<Int(count) { target[index] = rest.pointee[rest.pointee.startIndex + index] }
                    rest.pointee = rest.pointee.dropFirst(Int(count))
                    return CAIRO_STATUS_SUCCESS
                }, rest)
        }
        defer { cairo.cairo_surface_destroy(surface) }
        guard cairo.cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
            let data = cairo.cairo_image_surface_get_data(surface)
        else { return nil }
        width = Int(cairo.cairo_image_surface_get_width(surface))
        height = Int(cairo.cairo_image_surface_get_height(surface))
        let stride = Int(cairo.cairo_image_surface_get_stride(surface))
        var pixels: [UInt32] = []
        for y in 0..<height {
            for x in 0..<width {
                pixels.append(UnsafeRawPointer(data + y * stride + x * 4).load(as: UInt32.self) & 0xFF_FFFF)
            }
        }
        self.pixels = pixels
    }

    /// Pixels of a color, each channel give or take 2.
    func count(near color: UInt32) -> Int {
        pixels.count { pixel in
            [0, 8, 16].allSatisfy { abs(Int(pixel >> $0 & 0xFF) - Int(color >> $0 & 0xFF)) <= 2 }
        }
    }
}
