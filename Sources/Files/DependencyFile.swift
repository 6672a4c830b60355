import ModelIR

/// A file of one make rule that says what an output was made from, as compilers write it with `-MMD`.
///
/// A Makefile includes it, so that the output is made again when the model or the data changes.
package enum DependencyFile {
    /// Writes `target: prerequisites` to `path`, and an empty rule for each prerequisite, so that make does not stop where
    /// one of them has been removed.
    package static func write(
        target: String, prerequisites: [String], to path: String
    ) throws(FileError) {
        for name in [target] + prerequisites where name.contains("\n") {
            throw FileError(
                .usage, path: path, message: "cannot hold a name with a line break, which make does not understand")
        }
        try AtomicFile.replace(path, withText: rules(target: target, prerequisites: prerequisites))
    }

    /// The rules as make reads them.
    package static func rules(target: String, prerequisites: [String]) -> String {
        let names = prerequisites.map(escaped)
        var text = escaped(target) + ":" + names.map { " \\\n  " + $0 }.joined() + "\n"
        for name in names { text += "\n" + name + ":\n" }
        return text
    }

    /// `name` with the characters quoted that mean something to make in a rule.
    private static func escaped(_ name: String) -> String {
        var text = ""
        for character in name {
            switch character {
            case "$": text += "$$"
            case " ", "#", ":": text += "\\" + String(character)
            default: text.append(character)
            }
        }
        return text
    }
}
