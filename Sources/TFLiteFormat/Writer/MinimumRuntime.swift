/// The first TensorFlow Lite release that could run an operator, for the metadata `min_runtime_version`.
struct MinimumRuntime: Comparable, CustomStringConvertible {
    private let numbers: [Int]

    private init(_ release: some StringProtocol) { numbers = release.split(separator: ".").map { Int($0) ?? 0 } }

    /// Older than every release that matters.
    static let any = MinimumRuntime("1.5.0")

    var description: String { numbers.map(String.init).joined(separator: ".") }

    static func < (a: MinimumRuntime, b: MinimumRuntime) -> Bool { a.numbers.lexicographicallyPrecedes(b.numbers) }

    /// The release that brought `version` of `builtin`, as TensorFlow's runtime version table has it.
    static func running(_ builtin: BuiltinOperator, version: Int) -> MinimumRuntime {
        let releases = releases[builtin]?.split(separator: " ") ?? []
        return releases.indices.contains(version - 1) ? MinimumRuntime(releases[version - 1]) : any
    }

    /// The latest version of `builtin` that the table has; nil for an operator that it does not have.
    static func latestVersion(of builtin: BuiltinOperator) -> Int? {
        releases[builtin].map { $0.split(separator: " ").count }
    }

    /// For each operator the releases of its versions 1, 2, ...
    private static let releases: [BuiltinOperator: String] = [
        .abs: "1.13.0 2.4.0 2.5.0 2.6.0 2.12.0",
        .add: "1.5.0 1.14.0 2.4.0 2.6.0",
        .averagePool2D: "1.5.0 1.14.0 2.3.0",
        .cast: "1.5.0 2.7.0 2.8.0 2.9.0 2.12.0",
        .ceil: "1.14.0",
        .concatenation: "1.5.0 1.14.0 2.3.0",
        .conv2D: "1.5.0 1.14.0 1.14.0 2.3.0 2.4.0 2.9.0",
        .cos: "1.14.0",
        .depthwiseConv2D: "1.5.0 1.12.0 1.14.0 2.2.0 2.3.0 2.3.0",
        .dequantize: "1.13.1 1.14.0 1.15.0 2.2.0 2.7.0",
        .div: "1.6.0 2.3.0",
        .elu: "1.14.0",
        .exp: "1.7.0 2.12.0",
        .expandDims: "1.10.0",
        .floor: "1.9.0",
        .fullyConnected: "1.5.0 1.10.0 1.14.0 1.14.0 2.0.0 2.1.0 2.3.0 2.3.0 2.3.0 2.11.0 2.15.0 2.17.0",
        .gelu: "2.9.0 2.9.0",
        .hardSwish: "1.15.0",
        .leakyRelu: "1.13.1 2.3.0",
        .log: "1.14.0 2.15.0",
        .logSoftmax: "1.14.0 1.14.0",
        .logistic: "1.14.0 1.14.0 2.3.0",
        .maxPool2D: "1.5.0 1.14.0 2.3.0",
        .maximum: "1.14.0 1.14.0 2.3.0 2.3.0",
        .mean: "1.6.0 1.14.0 2.4.0",
        .minimum: "1.14.0 1.14.0 2.3.0 2.3.0",
        .mul: "1.5.0 1.14.0 1.15.0 2.3.0 2.6.0",
        .neg: "1.9.0",
        .pack: "1.11.0 1.14.0 2.3.0",
        .pad: "1.5.0 1.14.0 2.4.0 2.6.0 2.20.0",
        .padV2: "1.9.0 1.14.0 2.4.0 2.6.0 2.20.0",
        .pow: "1.10.0",
        .prelu: "1.8.0",
        .quantize: "1.14.0 1.15.0 2.7.0",
        .reduceMax: "1.11.0 1.14.0 2.5.0",
        .reduceMin: "1.11.0 1.14.0 2.5.0",
        .reduceProd: "1.11.0 2.6.0",
        .relu: "1.5.0 2.1.0 2.5.0",
        .relu0To1: "2.10.0",
        .relu6: "1.5.0 1.14.0 2.5.0",
        .reluN1To1: "1.5.0",
        .reshape: "1.5.0",
        .resizeBilinear: "1.7.0 1.14.0 2.2.0 2.5.0",
        .resizeNearestNeighbor: "1.13.1 1.14.0 2.3.0 2.4.0",
        .round: "1.14.0",
        .rsqrt: "1.10.0 2.5.0 2.15.0",
        .shape: "1.10.0",
        .sign: "2.11.0 2.12.0",
        .sin: "1.9.0",
        .softmax: "1.5.0 1.14.0 2.3.0",
        .split: "1.5.0 1.14.0 1.14.0 2.3.0",
        .sqrt: "1.10.0 2.21.0",
        .square: "1.12.0",
        .squaredDifference: "1.13.1 2.5.0",
        .squeeze: "1.6.0 2.5.0",
        .stridedSlice: "1.6.0 1.14.0 2.1.0 2.2.0",
        .sub: "1.6.0 1.14.0 2.3.0 2.4.0 2.4.0",
        .sum: "1.10.0 1.15.0",
        .tanh: "1.14.0 1.14.0 2.3.0",
        .transpose: "1.6.0 1.14.0 1.15.0 2.3.0 2.4.0 2.12.0 2.14.4 2.22.0",
    ]
}
