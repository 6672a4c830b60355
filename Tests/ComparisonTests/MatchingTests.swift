import Comparison
import ModelIR
import Testing

@Suite("Which layers of two models are the same")
struct MatchingTests {
    @Test(
        "Keras layers are found in the names of TensorFlow's converter",
        arguments: [
            ("model/stem_bn/FusedBatchNormV3;model/stem_conv/Conv2D;;model/pad/Pad", ["stem_bn", "stem_conv", "pad"]),
            ("model/backbone/stem_conv/Conv2D", ["backbone/stem_conv"]), ("pad/Pad;pad/paddings", ["pad"]),
            ("model/stem", []), ("", []), (";/;//", []),
        ])
    func findsNames(name: String, layers: [String]) {
        let names = LayerNames(["stem_bn", "stem_conv", "pad", "backbone/stem_conv"])
        #expect(names.mentioned(in: name) == layers)
    }

    @Test("Sequences are aligned with as many pairs as possible")
    func aligns() {
        func pairs(_ a: String, _ b: String) -> [[Int]] { Alignment.pairs(Array(a), Array(b)).map { [$0.a, $0.b] } }
        #expect(pairs("abc", "abc") == [[0, 0], [1, 1], [2, 2]])
        #expect(pairs("xab", "ayb") == [[1, 0], [2, 2]])
        #expect(pairs("bca", "abc") == [[0, 1], [1, 2]])
        #expect(pairs("ab", "cd") == [])
        #expect(pairs("", "a") == [])
    }

    @Test("Sequences too long for a table are aligned from the front")
    func alignsLongOnes() {
        let numbers = Array(0..<3_000)
        let pairs = Alignment.pairs(numbers, [-1] + numbers)
        #expect(pairs.count == 3_000)
        #expect(pairs.allSatisfy { $0.b == $0.a + 1 })
    }

    private func rows(_ a: ComparedModel, _ b: ComparedModel) throws -> [ComparedLayerReport] {
        try ModelComparison(of: a, with: b).layers
    }

    @Test("By name first, by shape and order where names say nothing, and the rest is in one model only")
    func matches() throws {
        var one = SmallNetwork()
        try one.dense("first", [1, 2, 3, 4, 5, 6], outputs: 3)
        try one.dense("second", [1, 2, 3], outputs: 1)
        try one.unary(.tanh, "only_a")
        try one.unary(.logistic, "probability")
        var other = SmallNetwork()
        try other.unary(.exp, "only_b")
        try other.dense("other_name", [1, 2, 3, 4, 5, 6], outputs: 3)
        try other.dense("second", [1, 2, 3], outputs: 1)
        try other.unary(.logistic, "probability")
        let rows = try rows(one.model("a.qf"), other.model("b.qf"))
        #expect(rows.map(\.name) == ["only_b", "first", "second", "only_a", "probability"])
        #expect(rows.map(\.status) == ["added", "matched", "matched", "missing", "matched"])
        #expect(rows.map(\.matchedBy) == [nil, "shape", "name", nil, "name"])
        #expect(rows[1].b?.name == "other_name")
        #expect(rows.map(\.index) == [0, 1, 2, 3, 4])
    }

    @Test("What TensorFlow's converter fused and split is put together again")
    func tracesNames() throws {
        var ours = SmallNetwork()
        try ours.dense("dense", [1, 2, 3, 4], outputs: 2)
        try ours.unary(.logistic, "swish", name: "swish/logistic")
        try ours.unary(.tanh, "swish")
        var theirs = SmallNetwork()
        try theirs.dense("model/dense/MatMul;model/dense/BiasAdd", [1, 2, 3, 4], outputs: 2)
        try theirs.unary(.logistic, "model/swish/Sigmoid")
        try theirs.unary(.tanh, "StatefulPartitionedCall:0")
        for (a, b) in [(ours, theirs), (theirs, ours)] {
            let rows = try rows(a.model("a.qf"), b.model("b.qf"))
            #expect(rows.map(\.name) == ["dense", "swish"])
            #expect(rows.map(\.status) == ["matched", "matched"])
            #expect(Set(rows.map(\.a?.operator)) == ["FULLY_CONNECTED", "LOGISTIC + TANH"])
            #expect(Set(rows.map(\.b?.operator)) == ["FULLY_CONNECTED", "LOGISTIC + TANH"])
        }
    }

    @Test("The last layer of a quantized model is found, whose name went to the conversion behind it")
    func findsLastLayer() throws {
        let report = try ModelComparison(
            of: ComparedModel(contentsOf: fixture("tflite/cnn.tflite")),
            with: ComparedModel(contentsOf: fixture("tflite/cnn-int8.tflite")))
        let last = try #require(report.layers.last)
        #expect(last.status == "matched")
        #expect(last.a?.operator == "SOFTMAX")
        #expect(last.b?.operator == "SOFTMAX + DEQUANTIZE")
        #expect(report.layers.filter { $0.status == "added" }.map(\.name) == ["tfl.quantize"])
    }

    @Test("An activation whose result another layer makes is fused into it")
    func findsFused() throws {
        var plain = SmallNetwork()
        try plain.dense("dense", [1, 2, 3, 4], outputs: 2)
        try plain.unary(.relu, "relu")
        var fused = SmallNetwork()
        try fused.dense("dense", [1, 2, 3, 4], outputs: 2, activation: .relu, name: "relu")
        let rows = try rows(plain.model("a.qf"), fused.model("b.qf"))
        #expect(rows.map(\.status) == ["matched", "fused"])
        #expect(rows[1].into == "dense")
        #expect(rows[0].b?.operator == "FULLY_CONNECTED·RELU")
        let reversed = try self.rows(fused.model("a.qf"), plain.model("b.qf"))
        #expect(reversed.map(\.status) == ["matched", "fused"])
        #expect(reversed[1].a == nil && reversed[1].into == "dense")
    }

    @Test("Layers of a Keras file are folded, fused and dropped, each into the layer that took it")
    func tracesConversion() throws {
        let model = try ComparedModel(contentsOf: sample("digits.h5"))
        let same = try ModelComparison(of: model, with: model)
        #expect(same.layers.allSatisfy { ["matched", "input"].contains($0.status) || $0.a?.macs == 0 })
        #expect(same.weights.error?.largest == 0)
    }
}
