import ModelIR

/// Squeeze and excitation: the mean of an image makes a factor for each of its channels.
extension Program {
    /// MEAN of the images that a depthwise convolution makes is taken of sums that the convolution adds up as it goes.
    ///
    ///     b = DEPTHWISE_CONV_2D(a)
    ///     c = MEAN(b)             =>  b, s = DEPTHWISE_CONV_2D(a) with sums of rows;  c = mean(s)
    mutating func fuseImageMeans() {
        let links = Links(self)
        for index in operations.indices {
            guard case .node(.reduce(let reduce)) = operations[index].kind, reduce.function == .mean,
                Set(reduce.axes) == [1, 2], let maker = links.maker(of: operations[index].inputs[0]),
                case .node(.depthwiseConv2D) = operations[maker].kind, operations[maker].rowSums == nil,
                graph[operations[maker].inputs[0]].type == .float32,
                graph[operations[maker].inputs[1]].type == .float32
            else { continue }
            let image = operations[index].inputs[0]
            let shape = graph[image].shape
            let sums = graph.add(
                Value(
                    name: graph[image].name + " by rows", type: .float32,
                    shape: Shape([shape[0], shape[1], shape[3]], isBatchFree: shape.isBatchFree)))
            operations[maker].rowSums = sums
            operations[maker].outputs.append(sums)
            operations[index].kind = .imageMean(pixels: shape[1] * shape[2])
            operations[index].inputs = [sums]
        }
    }

    /// MUL of an image by one factor for each of its channels moves into the 1x1 convolution that reads it.
    ///
    ///     b = MUL(a, gate)
    ///     c = CONV_2D(b)          =>  c = CONV_2D(a) with gate
    mutating func fuseGates() {
        let links = Links(self)
        var isMerged = Set<Int>()
        for index in operations.indices {
            guard operations[index].gate == nil, case .node(.conv2D(let conv)) = operations[index].kind,
                conv.strides == .one, operations[index].borders == Borders()
            else { continue }
            let (product, kernel) = (operations[index].inputs[0], graph[operations[index].inputs[1]])
            guard links.hasOneReader(product), let maker = links.maker(of: product),
                case .node(.binary(Binary(.mul))) = operations[maker].kind,
                kernel.type == .float32, kernel.isConstant,
                kernel.shape == Shape([kernel.shape[0], 1, 1, graph[product].shape[3]]),
                let (image, gate) = gating(operations[maker]), operations[index].residual != gate
            else { continue }
            operations[index].inputs[0] = image
            operations[index].inputs.append(gate)
            operations[index].gate = gate
            isMerged.insert(maker)
        }
        remove(isMerged)
    }

    /// Which input of a product is the image, and which has one factor for each of its channels.
    private func gating(_ product: Operation) -> (image: ValueID, gate: ValueID)? {
        let shape = graph[product.outputs[0]].shape
        guard graph[product.outputs[0]].type == .float32 else { return nil }
        for (image, gate) in [(product.inputs[0], product.inputs[1]), (product.inputs[1], product.inputs[0])] {
            let factors = Shape([shape[0], 1, 1, shape[3]], isBatchFree: shape.isBatchFree)
            if graph[image].shape == shape, graph[gate].shape == factors, image != gate { return (image, gate) }
        }
        return nil
    }
}
