import HDF5Format

/// The groups of a file of weights that are numbered class by class.
package enum ClassGroups {
    /// What the group of groups is called: by Keras 3 and tf.keras since 2.14, and by tf.keras before.
    private static let containers = ["layers", "_layer_checkpoint_dependencies"]
    /// What stands between the names of groups; tf.keras on Windows made one name of all of them.
    private static let separators = ["/", "\\"]

    /// The group with the weights of the layer at `steps`, which are the names of the groups of the models around it and
    /// its own; nil where there is none.
    static func variables(at steps: [String], in root: HDF5Group) throws(HDF5Error) -> HDF5Group? {
        guard let path = try path(of: steps, in: root) else { return nil }
        return try root.group("\(path)/vars")
    }

    /// Where the group of the layer at `steps` is; nil where there is none with weights.
    static func path(of steps: [String], in root: HDF5Group) throws(HDF5Error) -> String? {
        for container in containers {
            for separator in separators {
                let path = steps.flatMap { [container, $0] }.joined(separator: separator)
                if try root.contains("\(path)/vars") { return path }
            }
        }
        return nil
    }

    /// The group of the layer at `steps` in words.
    static func description(of steps: [String]) -> String {
        steps.flatMap { [containers[0], $0] }.joined(separator: "/")
    }

    /// The name of the groups of a class: `depthwise_conv2d` for `DepthwiseConv2D`.
    ///
    /// Keras puts an underscore in front of each capital with small letters behind, and then between each small letter and
    /// a capital; neither looks again at a letter that it has passed.
    package static func name(of className: String) -> String {
        let words = className.unicodeScalars.filter {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_"
        }
        return String(String.UnicodeScalarView(separated(wordStarts(Array(words))))).lowercased()
    }

    private static func isSmall(_ letter: Unicode.Scalar) -> Bool { ("a"..."z").contains(letter) }
    private static func isCapital(_ letter: Unicode.Scalar) -> Bool { ("A"..."Z").contains(letter) }

    private static func wordStarts(_ letters: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var index = 0
        while index < letters.count {
            result.append(letters[index])
            index += 1
            guard index + 1 < letters.count, isCapital(letters[index]), isSmall(letters[index + 1]) else { continue }
            result += ["_", letters[index]]
            index += 1
            while index < letters.count, isSmall(letters[index]) {
                result.append(letters[index])
                index += 1
            }
        }
        return result
    }

    private static func separated(_ letters: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var index = 0
        while index < letters.count {
            result.append(letters[index])
            index += 1
            guard index < letters.count, isSmall(letters[index - 1]), isCapital(letters[index]) else { continue }
            result += ["_", letters[index]]
            index += 1
        }
        return result
    }
}
