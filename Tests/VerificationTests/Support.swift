import Datasets
import Foundation
import ModelIR
import NumPyFormat
import TFLiteFormat
import Verification

/// Calls `body` with a folder that is removed afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "VerificationTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}

/// Model files whose output is their input, times a factor for each column.
enum ScalingModel {
    static func write(
        to path: String, factors: [Float], batch: Int? = nil, input: String = "x", isProbability: Bool = false
    ) throws {
        var graph = Graph()
        let shape = batch.map { Shape([$0, factors.count]) } ?? Shape([1, factors.count], isBatchFree: true)
        let x = graph.addInput(input, shape: shape)
        let scale = graph.addConstant("factors", shape: [factors.count], factors)
        var y = try graph.append(.binary(Binary(.mul)), [x, scale], name: "scaled", layer: "scale")
        if isProbability { y = try graph.append(.unary(Unary(.logistic)), [y], name: "p", layer: "sigmoid") }
        graph.outputs = [Port(name: "scores", value: y)]
        try TFLiteFile.encode(graph).write(to: path)
    }

    /// One that takes and gives int8: the nearest half.
    static func writeQuantized(to path: String, columns: Int) throws {
        var graph = Graph()
        let shape = Shape([1, columns], isBatchFree: true)
        let x = graph.addInput("serving_default_x:0", type: .int8, shape: shape)
        let y = try graph.append(.reshape(Reshape(to: shape)), [x], name: "y", layer: "same")
        for value in [x, y] { graph[value].quantization = Quantization(scales: [0.5], zeroPoints: [-3]) }
        graph.outputs = [Port(name: "StatefulPartitionedCall:0", value: y)]
        try TFLiteFile.encode(graph).write(to: path)
    }
}

extension Verifier {
    /// Verifies model files on a data set, without waiting long for times.
    static func report(_ models: [String], on data: String) throws -> VerificationReport {
        let opened = try models.map { path in
            try VerifiedModel(contentsOf: path, name: URL(filePath: path).lastPathComponent)
        }
        let set = try Verifier.dataSet(at: data, for: opened[0], resize: ImageResize())
        return try Verifier(workers: 2, runs: 3, warmup: 1).verify(opened, on: set)
    }
}

/// Rows of three numbers, the largest of which is at `classes`.
func scores(_ classes: [Int]) -> Tensor {
    Tensor(
        shape: [classes.count, 3],
        classes.flatMap { top in (0..<3).map { $0 == top ? Float(2) : Float($0) * 0.25 } })
}
