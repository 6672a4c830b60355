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
        let weights = qk_s8_depthwise_weights(
            window: window, outputs: size[3], multiplier: conv.depthMultiplier, zero_point: layer.kernelZeroPoint)
        let packed = packedDepthwise(layer, weights)
        let scratchStride = withUnsafePointer(to: weights) { Arena.roundUp(kernels.pointee.s8_depthwise_scratch($0)) }
        let run = kernels.pointee.s8_depthwise
        return StepPlan(
            inputs: operation.inputs, outputs: operation.outputs, scratchByteCount: scratchStride * threadCount
        ) { place in
            let arguments = qk_s8_depthwise(
                weights: weights, channels: from[3], input: layer.input(place),
                input_zero_point: layer.inputZeroPoint, packed: packed, bias: layer.bias(place),
                multipliers: layer.multipliers, rounding: layer.rounding, output: layer.output(place))
            let cost = to.reduce(1, *) * min(size[1] * size[2], from[1] * from[2]) / 2
            return [
                imageRowStep(images: to[0], rows: to[1], cost: cost, hasCostlyPieces: true) { image, rows, worker in
                    var arguments = arguments
                    arguments.input += image * from[1] * from[2] * from[3]
                    arguments.output += image * to[1] * to[2] * to[3]
                    run(&arguments, place.scratch + worker * scratchStride, rows)
                }
            ]
        }
    }

    private func packedDepthwise(_ layer: IntegerLayer, _ weights: qk_s8_depthwise_weights) -> UnsafeRawPointer {
        let (graph, kernels) = (program.graph, kernels)
        return constants.pack(
            layer.kernel, as: .integerBlocks(window: weights.window.numbers),
            byteCount: withUnsafePointer(to: weights) { kernels.pointee.s8_depthwise_bytes($0) }
        ) { target, _ in
            graph[layer.kernel].data?.withElements(Int8.self) { elements in
                guard let base = elements.baseAddress else { return }
                withUnsafePointer(to: weights) { kernels.pointee.s8_depthwise_pack($0, base, target) }
            }
        }
    }
}
