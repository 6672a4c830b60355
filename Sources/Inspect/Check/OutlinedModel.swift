import ModelIR
import TFLiteFormat

/// A file as its tables say, with who makes and reads each tensor: what rules look at.
struct OutlinedModel {
    typealias Tensor = ModelOutline.Tensor
    typealias Operator = ModelOutline.Operator

    let outline: ModelOutline
    /// The operators that read each tensor, by its index.
    let readers: [[Int]]
    /// The operators that make each tensor.
    let makers: [[Int]]

    init(_ outline: ModelOutline) {
        self.outline = outline
        var readers = [[Int]](repeating: [], count: outline.tensors.count)
        var makers = readers
        for (index, op) in outline.operators.enumerated() {
            for input in op.inputs.compactMap(\.self) { readers[input].append(index) }
            for output in op.outputs { makers[output].append(index) }
        }
        self.readers = readers
        self.makers = makers
    }

    /// Input number `place` of `op`; nil where it is left out.
    func input(_ place: Int, of op: Operator) -> Tensor? {
        guard op.inputs.indices.contains(place) else { return nil }
        return op.inputs[place].map { outline.tensors[$0] }
    }

    /// The first output of `op`.
    func output(of op: Operator) -> Tensor? { op.outputs.first.map { outline.tensors[$0] } }

    /// A finding about an operator, or about one of its tensors.
    func finding(
        _ severity: Finding.Severity, _ rule: String, _ message: String, advice: String = Finding.quantizeAgain,
        at index: Int, tensor: Tensor? = nil
    ) -> Finding {
        let op = outline.operators[index]
        return Finding(
            severity, rule, message, advice: advice, layer: op.layer, operator: "\(op.name) \(index)",
            tensor: tensor?.name, byteOffset: tensor?.byteOffset ?? op.byteOffset)
    }

    /// A finding about a tensor, and the first operator that makes or reads it.
    func finding(
        _ severity: Finding.Severity, _ rule: String, _ message: String, advice: String = Finding.quantizeAgain,
        tensor index: Int
    ) -> Finding {
        let tensor = outline.tensors[index]
        guard let op = (makers[index] + readers[index]).first else {
            return Finding(
                severity, rule, message, advice: advice, tensor: tensor.name, byteOffset: tensor.byteOffset)
        }
        return finding(severity, rule, message, advice: advice, at: op, tensor: tensor)
    }
}

/// The scale and the zero point of an activation.
struct ScaleAndZeroPoint: Equatable {
    var scale: Float
    var zeroPoint: Int64
}

extension ModelOutline.Tensor {
    /// The one scale and zero point of an activation; nil where there is none, or several.
    var scaling: ScaleAndZeroPoint? {
        guard let quantization, quantization.scales.count == 1 else { return nil }
        return ScaleAndZeroPoint(scale: quantization.scales[0], zeroPoint: quantization.zeroPoints.first ?? 0)
    }

    /// The integers that the type has; nil for types that are not quantized.
    var integerRange: ClosedRange<Int64>? {
        switch type {
        case .int8: -128...127
        case .uint8: 0...255
        case .int16: -32_768...32_767
        case .int32: Int64(Int32.min)...Int64(Int32.max)
        default: nil
        }
    }

    /// Whether the elements are bytes that stand for real numbers.
    var hasBytes: Bool { type == .int8 || type == .uint8 }
}

extension ModelOutline.Operator {
    /// The axis of the kernel along which output channels lie; nil for operators without a kernel.
    var channelAxis: Int? {
        switch name {
        case "CONV_2D", "FULLY_CONNECTED": 0
        case "DEPTHWISE_CONV_2D": 3
        default: nil
        }
    }
}
