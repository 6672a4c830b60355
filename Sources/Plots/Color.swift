/// A colour of a plot, in sRGB from 0 to 1.
struct Color: Sendable, Hashable {
    let red: Double
    let green: Double
    let blue: Double

    static let white = Color(red: 1, green: 1, blue: 1)
    /// Text and lines.
    static let ink = Color(red: 0.13, green: 0.15, blue: 0.18)
    /// Text that stands back.
    static let paleInk = Color(red: 0.38, green: 0.41, blue: 0.46)

    /// What a share from 0 to 1 looks like: from nearly white to dark blue, even in lightness.
    static func scale(_ share: Double) -> Color {
        let position = min(max(share, 0), 1) * Double(stops.count - 1)
        let index = min(Int(position), stops.count - 2)
        return stops[index].mixed(with: stops[index + 1], position - Double(index))
    }

    private static let stops = [
        Color(red: 0.965, green: 0.975, blue: 0.988), Color(red: 0.70, green: 0.82, blue: 0.92),
        Color(red: 0.36, green: 0.61, blue: 0.80), Color(red: 0.12, green: 0.38, blue: 0.63),
        Color(red: 0.04, green: 0.17, blue: 0.37),
    ]

    private func mixed(with other: Color, _ share: Double) -> Color {
        Color(
            red: red + (other.red - red) * share, green: green + (other.green - green) * share,
            blue: blue + (other.blue - blue) * share)
    }

    /// The colour for text on this one: whichever of ink and white stands out more.
    var textColor: Color { contrast(to: .white) > contrast(to: .ink) ? .white : .ink }

    /// The contrast of two colours, from 1 to 21, as WCAG 2 defines it.
    private func contrast(to other: Color) -> Double {
        let (one, two) = (luminance, other.luminance)
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }

    /// Close to WCAG's relative luminance, whose curve is taken as a square.
    private var luminance: Double { 0.2126 * red * red + 0.7152 * green * green + 0.0722 * blue * blue }
}
