import JSONFormat
import ModelIR

extension FunctionCatalogue {
    /// Functions of NHWC images.
    static let imageFunctions: [String: Function] = [
        "averagepool": { (call) throws(KerasError) in [try call.pooled(.average)] },
        "avgpool": { (call) throws(KerasError) in [try call.pooled(.average)] },
        "avgpool2d": { (call) throws(KerasError) in [try call.pooled(.average)] },
        "maxpool": { (call) throws(KerasError) in [try call.pooled(.max)] },
        "maxpool2d": { (call) throws(KerasError) in [try call.pooled(.max)] },
        "resize": { (call) throws(KerasError) in [try call.resized()] },
    ]
}

extension FunctionCall {
    /// Height and width of one number, of two, or of four for all axes of NHWC.
    private func pair(_ sizes: [Int]) throws(KerasError) -> Pair {
        guard sizes.allSatisfy({ $0 > 0 }) else {
            throw context.error(.badConfiguration, "sizes \(sizes) are not supported")
        }
        switch sizes.count {
        case 1: return Pair(sizes[0])
        case 2: return Pair(height: sizes[0], width: sizes[1])
        case 4 where sizes[0] == 1 && sizes[3] == 1: return Pair(height: sizes[1], width: sizes[2])
        default: throw context.error(.badConfiguration, "sizes \(sizes) are not supported")
        }
    }

    fileprivate func pooled(_ kind: Pool2D.Kind) throws(KerasError) -> ValueID {
        guard let window = try integers(1, "ksize", "pool_size") else {
            throw context.error(.badConfiguration, "does not say the size of its window")
        }
        let format = try setting(4, "data_format")?.string?.lowercased() ?? "nhwc"
        let padding = try setting(3, "padding")?.string?.lowercased() ?? "valid"
        guard ["nhwc", "channels_last"].contains(format), ["same", "valid"].contains(padding) else {
            throw context.error(.badConfiguration, "padding '\(padding)' with format '\(format)' is not supported")
        }
        let strides = try integers(2, "strides") ?? window
        let pool = Pool2D(
            kind: kind, window: try pair(window), strides: try pair(strides),
            padding: padding == "same" ? .same : .valid)
        return try context.append(.pool2D(pool), [input()], "pool")
    }

    fileprivate func resized() throws(KerasError) -> ValueID {
        let name = try setting(2, "method", "interpolation")?.string ?? "bilinear"
        let methods: [String: Resize.Method] = ["bilinear": .bilinear, "nearest": .nearest]
        guard let size = try integers(1, "size"), let method = methods[name] else {
            throw context.error(.badConfiguration, "a resize by method '\(name)' is not supported")
        }
        for option in ["antialias", "preserve_aspect_ratio", "crop_to_aspect_ratio", "pad_to_aspect_ratio"]
        where bool(.max, option) {
            throw context.error(.badConfiguration, "a resize with \(option) is not supported")
        }
        let resize = Resize(method: method, size: try pair(size), usesHalfPixelCenters: true)
        return try context.append(.resize(resize), [input()], "resize")
    }
}
