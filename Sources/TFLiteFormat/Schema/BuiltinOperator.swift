import CFlatBuffers

/// The number of an operator in the TFLite schema.
struct BuiltinOperator: RawRepresentable, Hashable, Sendable {
    let rawValue: Int32

    init(rawValue: Int32) { self.rawValue = rawValue }

    private init(_ rawValue: Int32) { self.rawValue = rawValue }

    /// The schema's name, `CONV_2D` for example.
    var name: String {
        let name = String(cString: fb_tflite_operator_name(rawValue))
        return name.isEmpty ? "operator number \(rawValue)" : name
    }

    /// What the old one-byte field holds: the number itself, or the placeholder where it does not fit.
    var deprecatedCode: Int8 { Int8(min(rawValue, 127)) }

    static let add = BuiltinOperator(0)
    static let averagePool2D = BuiltinOperator(1)
    static let concatenation = BuiltinOperator(2)
    static let conv2D = BuiltinOperator(3)
    static let depthwiseConv2D = BuiltinOperator(4)
    static let dequantize = BuiltinOperator(6)
    static let floor = BuiltinOperator(8)
    static let fullyConnected = BuiltinOperator(9)
    static let logistic = BuiltinOperator(14)
    static let maxPool2D = BuiltinOperator(17)
    static let mul = BuiltinOperator(18)
    static let relu = BuiltinOperator(19)
    static let reluN1To1 = BuiltinOperator(20)
    static let relu6 = BuiltinOperator(21)
    static let reshape = BuiltinOperator(22)
    static let resizeBilinear = BuiltinOperator(23)
    static let softmax = BuiltinOperator(25)
    static let tanh = BuiltinOperator(28)
    static let custom = BuiltinOperator(32)
    static let pad = BuiltinOperator(34)
    static let gather = BuiltinOperator(36)
    static let transpose = BuiltinOperator(39)
    static let mean = BuiltinOperator(40)
    static let sub = BuiltinOperator(41)
    static let div = BuiltinOperator(42)
    static let squeeze = BuiltinOperator(43)
    static let stridedSlice = BuiltinOperator(45)
    static let exp = BuiltinOperator(47)
    static let split = BuiltinOperator(49)
    static let logSoftmax = BuiltinOperator(50)
    static let cast = BuiltinOperator(53)
    static let prelu = BuiltinOperator(54)
    static let maximum = BuiltinOperator(55)
    static let minimum = BuiltinOperator(57)
    static let neg = BuiltinOperator(59)
    static let spaceToBatchND = BuiltinOperator(38)
    static let batchToSpaceND = BuiltinOperator(37)
    static let padV2 = BuiltinOperator(60)
    static let slice = BuiltinOperator(65)
    static let sin = BuiltinOperator(66)
    static let expandDims = BuiltinOperator(70)
    static let log = BuiltinOperator(73)
    static let sum = BuiltinOperator(74)
    static let sqrt = BuiltinOperator(75)
    static let rsqrt = BuiltinOperator(76)
    static let shape = BuiltinOperator(77)
    static let pow = BuiltinOperator(78)
    static let reduceProd = BuiltinOperator(81)
    static let reduceMax = BuiltinOperator(82)
    static let pack = BuiltinOperator(83)
    static let reduceMin = BuiltinOperator(89)
    static let square = BuiltinOperator(92)
    static let resizeNearestNeighbor = BuiltinOperator(97)
    static let leakyRelu = BuiltinOperator(98)
    static let squaredDifference = BuiltinOperator(99)
    static let abs = BuiltinOperator(101)
    static let ceil = BuiltinOperator(104)
    static let cos = BuiltinOperator(108)
    static let elu = BuiltinOperator(111)
    static let quantize = BuiltinOperator(114)
    static let round = BuiltinOperator(116)
    static let hardSwish = BuiltinOperator(117)
    static let gelu = BuiltinOperator(150)
    static let relu0To1 = BuiltinOperator(152)
    static let sign = BuiltinOperator(158)
}
