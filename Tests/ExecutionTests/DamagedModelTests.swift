import Engine
import Execution
import Foundation
import ModelIR
import NumPyFormat
import TFLiteFormat
import Testing

@Suite("Damaged models")
struct DamagedModelTests {
    /// A convolution, a pool, a reshape and a dense layer.
    private func bytes() throws -> [UInt8] {
        var graph = Graph()
        let image = graph.addInput("image", shape: Shape([1, 6, 6, 2], isBatchFree: true))
        let kernel = graph.addConstant("kernel", shape: [3, 3, 3, 2], (0..<54).map { Float($0) / 54 })
        let bias = graph.addConstant("bias", shape: [3], [1, 2, 3])
        let conv = try graph.append(
            .conv2D(Conv2D(padding: .same, activation: .relu)), [image, kernel, bias], name: "conv", layer: "conv")
        let pool = Pool2D(kind: .max, window: Pair(2), strides: Pair(2), padding: .valid)
        let pooled = try graph.append(.pool2D(pool), [conv], name: "pool", layer: "pool")
        let flat = try graph.append(
            .reshape(Reshape(to: Shape([1, 27], isBatchFree: true))), [pooled], name: "flat", layer: "flat")
        let weights = graph.addConstant("weights", shape: [4, 27], (0..<108).map { Float($0 % 7) })
        let dense = try graph.append(.fullyConnected(FullyConnected()), [flat, weights], name: "dense", layer: "dense")
        graph.outputs = [Port(name: "scores", value: dense)]
        return try TFLiteFile.encode(graph).bytes().withUnsafeBytes { Array($0) }
    }

    @Test("A damaged model is refused or runs", arguments: 0..<8)
    func survives(seed: UInt64) throws {
        let original = try bytes()
        var random = SeededGenerator(state: seed)
        var ran = 0
        for _ in 0..<300 {
            var damaged = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let position = Int.random(in: damaged.indices, using: &random)
                damaged[position] = [0, 1, 2, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            }
            let memory = Memory(byteCount: damaged.count) { $0.copyBytes(from: damaged) }
            guard let graph = try? TFLiteFile.decode(memory), let model = try? Model(graph: graph),
                model.inputs.allSatisfy({ $0.elementCount <= 1 << 20 })
            else { continue }
            let inputs = model.inputs.map { input in
                let shape = input.shape.map { $0 ?? 2 }
                let count = shape.reduce(1, *)
                return (input.name, Tensor(shape: shape, Array(repeating: Float(0.5), count: count)))
            }
            let content = NumPyFile.Content.archive(Dictionary(inputs) { first, _ in first })
            if (try? ModelRun(model, on: content, threads: 1)) != nil { ran += 1 }
        }
        #expect(ran > 0)
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
