/// How images get the size that a model takes, as the options of Keras's `image_dataset_from_directory` say it.
package struct ImageResize: Sendable, Hashable, CustomStringConvertible {
    /// How pixels between those of the image are made up; none of them averages more where images are made smaller
    /// (`antialias=False`), except ``area``.
    package enum Interpolation: String, Sendable, Hashable, CaseIterable {
        case bilinear, nearest, bicubic, area, lanczos3, lanczos5, gaussian, mitchellcubic
    }

    /// What happens to images of other proportions than the model's input.
    package enum Proportions: String, Sendable, Hashable, CaseIterable {
        /// They are distorted.
        case stretch
        /// What is too much on two sides is cut off (`crop_to_aspect_ratio`).
        case crop
        /// Black is added on two sides (`pad_to_aspect_ratio`).
        case pad
    }

    package let interpolation: Interpolation
    package let proportions: Proportions

    /// Keras's defaults, unless the caller says otherwise.
    package init(_ interpolation: Interpolation = .bilinear, _ proportions: Proportions = .stretch) {
        self.interpolation = interpolation
        self.proportions = proportions
    }

    /// Reads `bilinear`, `crop`, `bicubic-pad` and so on; nil for anything else.
    package init?(_ text: String) {
        guard let found = ImageResize.all.first(where: { $0.names.contains(text) }) else { return nil }
        self = found
    }

    /// Every way there is.
    package static var all: [ImageResize] {
        Proportions.allCases.flatMap { proportions in
            Interpolation.allCases.map { ImageResize($0, proportions) }
        }
    }

    /// The shortest name.
    package var description: String { names[0] }

    /// The names that it goes by, the shortest first.
    private var names: [String] {
        switch (interpolation, proportions) {
        case (_, .stretch): [interpolation.rawValue, "\(interpolation)-stretch"]
        case (.bilinear, _): [proportions.rawValue, "bilinear-\(proportions)"]
        default: ["\(interpolation)-\(proportions)"]
        }
    }
}
