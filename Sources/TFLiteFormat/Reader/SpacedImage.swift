import ModelIR

/// An image that SPACE_TO_BATCH_ND has cut into phases, and the convolution that has run over them, if one has.
///
/// TensorFlow's converter writes a dilated convolution of an open batch as three operators, of which the outer ones mix
/// samples with positions. Together they are one dilated convolution:
///
///     %1 = SPACE_TO_BATCH_ND(%0, d, paddings)          %1 = PAD(%0, paddings)
///     %2 = CONV_2D(%1, w, b, VALID)              =     %2 = CONV_2D(%1, w, b, VALID, dilation d)
///     %3 = BATCH_TO_SPACE_ND(%2, d, crops)             %3 = STRIDED_SLICE(%2, crops)
struct SpacedImage {
    /// A convolution over the phases, as the file has it.
    struct Convolution {
        let op: Operator
        /// Kernel and bias.
        let weights: [ValueID]
        let quantization: Quantization?
    }

    /// The image that was cut.
    let image: ValueID
    let block: Pair
    /// Zeros around height and width.
    let paddings: [Pad.Amount]
    var convolution: Convolution?

    /// What SPACE_TO_BATCH_ND makes of `image`.
    init(_ stored: StoredOperator, image: ValueID) throws(TFLiteError) {
        self.image = image
        block = try Self.block(of: stored)
        paddings = try Self.amounts(of: stored, "paddings")
    }

    /// Appends what takes the place of the three operators, the last of which is `stored`.
    func append(to graph: inout Graph, joinedBy stored: StoredOperator, layer: String) throws(TFLiteError) -> ValueID {
        guard let convolution, try Self.block(of: stored) == block else { throw Self.unsupported }
        let crops = try Self.amounts(of: stored, "crops")
        let name = try stored.output().name
        do {
            var value = image
            if paddings.contains(where: { $0 != .none }) {
                let pad = Operator.pad(Pad(amounts: [.none] + paddings + [.none]))
                value = try graph.append(pad, [value], name: name + "/padded", layer: layer)
                graph[value].quantization = graph[image].quantization
            }
            let isCropped = crops.contains { $0 != .none }
            value = try graph.append(
                dilated(convolution.op), [value] + convolution.weights, name: isCropped ? name + "/uncropped" : name,
                layer: layer)
            graph[value].quantization = convolution.quantization
            guard isCropped else { return value }
            let shape = graph[value].shape
            let ranges = zip([shape[1], shape[2]], crops).map { size, crop in
                crop == .none ? nil : Slice.Range(start: crop.before, end: size - crop.after)
            }
            return try graph.append(.slice(Slice(ranges: [nil] + ranges + [nil])), [value], name: name, layer: layer)
        } catch let error as GraphError {
            throw TFLiteError(.shapeConflict, error.message)
        } catch {
            throw Self.unsupported
        }
    }

    /// Whether `op` slides over each phase step by step, so that it can slide over the image in steps of the block.
    static func canBeDilated(_ op: Operator) -> Bool {
        op.convolutionWindow == ConvolutionWindow(strides: .one, dilations: .one, padding: .valid)
    }

    private func dilated(_ op: Operator) throws(TFLiteError) -> Operator {
        if case .conv2D(var conv) = op {
            conv.dilations = block
            return .conv2D(conv)
        }
        guard case .depthwiseConv2D(var conv) = op else { throw Self.unsupported }
        conv.dilations = block
        return .depthwiseConv2D(conv)
    }

    static let unsupported = TFLiteError(
        .unsupported, "is supported only as part of a dilated 2-D convolution, which stands alone between the two")

    private static func block(of stored: StoredOperator) throws(TFLiteError) -> Pair {
        let sizes = try stored.integers(1, "block")
        guard sizes.count == 2, sizes.allSatisfy({ $0 > 0 }) else { throw unsupported }
        return Pair(height: sizes[0], width: sizes[1])
    }

    private static func amounts(of stored: StoredOperator, _ meaning: String) throws(TFLiteError) -> [Pad.Amount] {
        let numbers = try stored.integers(2, meaning)
        guard numbers.count == 4, numbers.allSatisfy({ $0 >= 0 }) else { throw unsupported }
        return [Pad.Amount(before: numbers[0], after: numbers[1]), Pad.Amount(before: numbers[2], after: numbers[3])]
    }
}
