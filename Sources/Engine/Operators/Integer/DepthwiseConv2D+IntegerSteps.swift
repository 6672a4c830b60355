import CKernels
import ModelIR

extension Lowering {
    /// DEPTHWISE_CONV_2D on int8, divided by rows of the output.
    func integerDepthwise(_ conv: DepthwiseConv2D, _ operation: Operation) throws(EngineError) -> StepPlan {
        let layer = try IntegerLayer(operation, axis: 3, activation: conv.activation, self)
        guard isConstant(layer.kernel), layer.bias != nil else {
            throw EngineError(
                .unsupported, "an int8 convolution needs a constant kernel and a bias, as in LiteRT",
                at: operation.location)
        }
        let size = dimensions(layer.kernel)
        let window = try self.window(
            input: layer.input, output: layer.output, size: Pair(height: size[1], width: size[2]),
            strides: conv.strides, dilations: conv.dilations, padding: conv.padding, operation)
        let (from, to) = (dimensions(layer.input), dimensions(layer.output))
        let packed = packedDepthwise(layer, height: size[1], width: size[2], outputs: size[3])
        let run = kernels.pointee.s8_depthwise
        return StepPlan(inputs: operation.inputs, outputs: operation.outputs) { place in
            let arguments = qk_s8_depthwise(
                window: window, channels: from[3], multiplier: conv.depthMultiplier, input: layer.input(place),
                input_zero_point: layer.inputZeroPoint, packed: packed, bias: layer.bias(place),
                multipliers: layer.multipliers, rounding: layer.rounding, output: layer.output(place))
            let cost = to.reduce(1, *) * size[1] * size[2] / 2
            return [
                imageRowStep(images: to[0], rows: to[1], cost: cost) { image, rows in
                    var arguments = arguments
                    arguments.input += image * from[1] * from[2] * from[3]
                    arguments.output += image * to[1] * to[2] * to[3]
                    run(&arguments, rows)
                }
            ]
        }
    }

    private func packedDepthwise(
        _ layer: IntegerLayer, height: Int, width: Int, outputs: Int
    ) -> UnsafePointer<Int16> {
        let elements = qk_s8_depthwise_blocks(outputs) * qk_s8_depthwise_block_elements(height, width)
        let byteCount = elements * MemoryLayout<Int16>.stride
        return constants.pack(layer.kernel, as: .integerBlocks, byteCount: byteCount) { target in
            program.graph[layer.kernel].data?.withElements(Int8.self) { weights in
                guard let base = weights.baseAddress else { return }
                kernels.pointee.s8_depthwise_pack(
                    height, width, outputs, base, layer.kernelZeroPoint, target.assumingMemoryBound(to: Int16.self))
            }
        }.assumingMemoryBound(to: Int16.self)
    }
}
