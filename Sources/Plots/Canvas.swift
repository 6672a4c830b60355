import CCairo
import ModelIR
import Reporting

/// A surface of cairo that is drawn on, in units of 1/96 inch with the origin at the top left.
package final class Canvas {
    package enum Format: String, Sendable, CaseIterable { case png, svg, pdf }
    enum Alignment { case left, center, right }

    let width: Double
    let height: Double
    private let format: Format
    private let surface: OpaquePointer
    private let context: OpaquePointer
    private let output = Output()

    /// What cairo writes.
    private final class Output { var bytes: [UInt8] = [] }

    /// Pixels of a PNG in one unit, so that text is sharp on screens of high density.
    private static let pixelsPerUnit = 2.0
    /// The most pixels along a side that cairo has.
    private static let mostPixels = 32_000.0
    /// Text with fewer pixels in a unit cannot be read.
    private static let fewestPixelsPerUnit = 0.9

    /// PDF counts in points, of which there are 72 in an inch.
    private static let pointsPerUnit = 0.75

    init(width: Double, height: Double, format: Format) throws(PlotError) {
        try CairoLibrary.load()
        let pixels = min(Self.pixelsPerUnit, Self.mostPixels / max(width, height))
        guard format != .png || pixels >= Self.fewestPixelsPerUnit else {
            throw PlotError(.badData, "the picture is too large for PNG; draw it as SVG, or draw less of it")
        }
        self.width = width
        self.height = height
        self.format = format
        let stream = Unmanaged.passUnretained(output).toOpaque()
        let (created, scale): (OpaquePointer?, Double) =
            switch format {
            case .png:
                (
                    cairo.cairo_image_surface_create(
                        CAIRO_FORMAT_RGB24, Int32(width * pixels), Int32(height * pixels)), pixels
                )
            case .svg: (cairo.cairo_svg_surface_create_for_stream(Self.append, stream, width, height), 1)
            case .pdf:
                (
                    cairo.cairo_pdf_surface_create_for_stream(
                        Self.append, stream, width * Self.pointsPerUnit, height * Self.pointsPerUnit),
                    Self.pointsPerUnit
                )
            }
        // What cairo returns is never NULL; what is wrong, the status of a surface tells later.
        guard let surface = created, let context = cairo.cairo_create(surface) else {
            throw PlotError(.unavailable, "cannot draw: there is not enough memory")
        }
        (self.surface, self.context) = (surface, context)
        if format == .svg { cairo.cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX) }
        // The same picture gives the same bytes whenever it is drawn.
        if format == .pdf { cairo.cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "") }
        cairo.cairo_scale(context, scale, scale)
        // Outlines as the font has them, whatever the desktop's settings are.
        let options = cairo.cairo_font_options_create()
        cairo.cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo.cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo.cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo.cairo_set_font_options(context, options)
        cairo.cairo_font_options_destroy(options)
    }

    deinit {
        // The surface still writes to `output` where it was never finished.
        cairo.cairo_destroy(context)
        cairo.cairo_surface_destroy(surface)
    }

    private static let append: cairo_write_func_t = { closure, bytes, count in
        guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue().bytes.append(
            contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
    }

    /// The finished file.
    func encoded() throws(PlotError) -> [UInt8] {
        var status = cairo.cairo_status(context)
        if status == CAIRO_STATUS_SUCCESS, format == .png {
            status = cairo.cairo_surface_write_to_png_stream(
                surface, Self.append, Unmanaged.passUnretained(output).toOpaque())
        }
        cairo.cairo_surface_finish(surface)
        if status == CAIRO_STATUS_SUCCESS { status = cairo.cairo_surface_status(surface) }
        guard status == CAIRO_STATUS_SUCCESS else {
            throw PlotError(
                status == CAIRO_STATUS_NO_MEMORY ? .unavailable : .internalFault,
                "cannot draw: \(cairo.cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown")")
        }
        return output.bytes
    }
}

extension Canvas {
    func fill(x: Double, y: Double, width: Double, height: Double, _ color: Color) {
        use(color)
        cairo.cairo_rectangle(context, x, y, width, height)
        cairo.cairo_fill(context)
    }

    func outline(x: Double, y: Double, width: Double, height: Double, _ color: Color) {
        use(color)
        cairo.cairo_set_line_width(context, 1)
        cairo.cairo_rectangle(context, x, y, width, height)
        cairo.cairo_stroke(context)
    }

    func line(fromX x: Double, y: Double, toX endX: Double, y endY: Double, width: Double = 1, _ color: Color) {
        use(color)
        cairo.cairo_set_line_width(context, width)
        cairo.cairo_move_to(context, x, y)
        cairo.cairo_line_to(context, endX, endY)
        cairo.cairo_stroke(context)
    }

    func disk(x: Double, y: Double, radius: Double, _ color: Color) {
        use(color)
        cairo.cairo_arc(context, x, y, radius, 0, 2 * .pi)
        cairo.cairo_fill(context)
    }

    /// Sets the font of ``draw(_:x:y:_:runsUpwards:_:)`` and ``width(of:)``.
    func setFont(size: Double, isBold: Bool = false) {
        cairo.cairo_select_font_face(
            context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo.cairo_set_font_size(context, size)
    }

    func width(of text: String) -> Double {
        var extents = cairo_text_extents_t()
        cairo.cairo_text_extents(context, text, &extents)
        return extents.x_advance
    }

    /// Writes `text` so that its middle line, half the height of digits, is at `y`; of text that runs upwards, at `x`.
    func draw(
        _ text: String, x: Double, y: Double, _ alignment: Alignment, runsUpwards: Bool = false, _ color: Color
    ) {
        var digits = cairo_text_extents_t()
        cairo.cairo_text_extents(context, "0", &digits)
        let start =
            switch alignment {
            case .left: 0.0
            case .center: -width(of: text) / 2
            case .right: -width(of: text)
            }
        cairo.cairo_save(context)
        use(color)
        cairo.cairo_translate(context, x, y)
        if runsUpwards { cairo.cairo_rotate(context, -.pi / 2) }
        cairo.cairo_move_to(context, start, -digits.y_bearing / 2)
        cairo.cairo_show_text(context, text)
        cairo.cairo_restore(context)
    }

    /// `text` without what cannot be drawn on a line, its middle given up where it is wider than `width`.
    func fitted(_ text: String, width maximum: Double) -> String {
        let drawable = String(String.UnicodeScalarView(text.unicodeScalars.prefix(160).map(\.drawable)))
        var length = drawable.count
        var fitted = text.unicodeScalars.count > 160 ? drawable + "…" : drawable
        while length > 1, width(of: fitted) > maximum {
            length -= 1
            fitted = drawable.shortened(to: length)
        }
        return fitted
    }

    private func use(_ color: Color) { cairo.cairo_set_source_rgb(context, color.red, color.green, color.blue) }
}

extension Unicode.Scalar {
    /// The scalar itself, or the replacement character for one that would break the line or end the string.
    fileprivate var drawable: Unicode.Scalar {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: "\u{FFFD}"
        default: self
        }
    }
}
