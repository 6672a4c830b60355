import ModelIR

/// Finds the arrays of a data set in a file.
struct ArrayFinder {
    let file: any ArrayFile
    let inputs: [DataInput]
    /// Nil for a model that does not tell classes apart.
    let classCount: Int?

    func dataSet() throws(DataError) -> DataSet {
        let classNames = try classNames()
        let training = try part(suffix: "_train")
        let test = try part(suffix: "_test")
        let isSplit = training != nil || test != nil
        let whole = try isSplit ? nil : (file.isSingleArray ? singleArray() : part(suffix: ""))
        guard isSplit || whole != nil else {
            throw DataError(
                .missing,
                "is no data set: it has none of the arrays "
                    + ["_train", "_test", ""].map { arrayNames($0).joined(separator: ", ") }.joined(separator: "; "),
                at: file.path)
        }
        return DataSet(
            path: file.path, classNames: classNames, training: training ?? whole, test: test ?? whole, isSplit: isSplit,
            places: (arrayNames("_train").joined(separator: ", "), arrayNames("_test").joined(separator: ", ")))
    }

    /// The names of the arrays of a part, one for each input.
    private func arrayNames(_ suffix: String) -> [String] {
        inputs.count == 1 ? ["'x\(suffix)'"] : inputs.map { "'x\(suffix)_\($0.plainName)'" }
    }

    private func classNames() throws(DataError) -> [String]? {
        guard let names = try file.strings("class_names"), !names.isEmpty else { return nil }
        if let classCount, names.count != classCount {
            throw DataError(
                .mismatch, "names \(names.count) classes (class_names), but the model tells \(classCount) apart",
                at: file.path)
        }
        return names
    }

    /// The part whose arrays end in `suffix`; nil where it has none.
    private func part(suffix: String) throws(DataError) -> DataPart? {
        var sources: [(input: DataInput, source: any SampleSource)] = []
        var missing: String?
        for input in inputs {
            if let source = try array(for: input, suffix: suffix) {
                try check(source, for: input)
                sources.append((input, source))
            } else {
                missing = missing ?? "x\(suffix)_\(input.plainName)"
            }
        }
        guard let first = sources.first?.source else { return nil }
        if let missing {
            throw DataError(
                .missing, "has '\(first.location.arrayName)', but not '\(missing)', which the model takes as well",
                at: file.path)
        }
        if let other = sources.first(where: { $0.source.count != first.count })?.source {
            throw DataError(
                .mismatch, "has \(other.count) samples, but '\(first.location.arrayName)' has \(first.count)",
                at: other.location)
        }
        var labels: [Int]?
        if let source = try file.array("y\(suffix)") {
            labels = try LabelReader(source: source, classCount: classCount).labels(count: first.count)
        }
        return DataPart(
            name: "x\(suffix)", location: "\(file.path): x\(suffix)", count: first.count,
            labels: labels, sources: sources, labelPlace: "'y\(suffix)'")
    }

    private func array(for input: DataInput, suffix: String) throws(DataError) -> (any SampleSource)? {
        if let source = try file.array("x\(suffix)_\(input.plainName)") { return source }
        return inputs.count == 1 ? try file.array("x\(suffix)") : nil
    }

    private func singleArray() throws(DataError) -> DataPart {
        guard let input = inputs.first, inputs.count == 1 else {
            throw DataError(
                .mismatch,
                "holds one array, but the model takes \(inputs.count); save them by name with numpy.savez: "
                    + arrayNames("").joined(separator: ", "), at: file.path)
        }
        let source = try file.singleArray()
        try check(source, for: input)
        return DataPart(
            name: "all samples", location: file.path, count: source.count, labels: nil, sources: [(input, source)],
            labelPlace: "a .npy file holds none; save 'x' and 'y' with numpy.savez")
    }

    private func check(_ source: any SampleSource, for input: DataInput) throws(DataError) {
        let sample = Array(source.shape.dropFirst())
        guard input.takes(shape: sample) else {
            throw DataError(
                .mismatch,
                "holds samples of shape \(Shape(sample)), but the model's input '\(input.name)' takes "
                    + "\(Shape(input.shape))", at: source.location)
        }
        guard input.takes(source.type) else {
            throw DataError(
                .mismatch, "holds \(source.type) numbers, but the model's input '\(input.name)' takes \(input.type)",
                at: source.location)
        }
        guard source.count > 0 else { throw DataError(.mismatch, "holds no samples", at: source.location) }
    }
}

extension String {
    /// `x_train` for `data.npz: array 'x_train'`.
    fileprivate var arrayName: String { split(separator: "'").last.map(String.init) ?? self }
}
