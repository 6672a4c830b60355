/// All functions that can be converted.
///
/// TensorFlow and Keras 3 have different names for the same function; in the table they are in lower case, without
/// underscores and without modules in front.
enum FunctionCatalogue {
    private static let functions: [String: Function] = [
        elementwiseFunctions, reductions, rearrangements, imageFunctions,
    ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

    /// The function `name`: `math.reduce_mean`, `Mean` and `AddV2` for example.
    static func function(named name: String) -> Function? {
        let last = name.split(separator: ".").last ?? ""
        return functions[last.lowercased().filter { $0 != "_" }]
    }
}
