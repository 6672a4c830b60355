import JSONFormat

/// The names that Keras 1 gave to classes and settings, in terms of those of Keras 2 and 3.
enum Keras1Names {
    private static let classes: [String: String] = [
        "AtrousConvolution1D": "Conv1D",
        "AtrousConvolution2D": "Conv2D",
        "Convolution1D": "Conv1D",
        "Convolution2D": "Conv2D",
        "Deconvolution2D": "Conv2DTranspose",
        "SeparableConvolution2D": "SeparableConv2D",
    ]

    private static let keys: [String: String] = [
        "atrous_rate": "dilation_rate",
        "bias": "use_bias",
        "border_mode": "padding",
        "concat_axis": "axis",
        "filter_length": "kernel_size",
        "nb_filter": "filters",
        "output_dim": "units",
        "p": "rate",
        "pool_length": "pool_size",
        "stride": "strides",
        "subsample": "strides",
        "subsample_length": "strides",
    ]

    private static let mergeClasses: [String: String] = [
        "ave": "Average", "concat": "Concatenate", "max": "Maximum", "mul": "Multiply", "sum": "Add",
    ]

    /// Class and settings under their names of today; those of Keras 2 and 3 pass unchanged.
    static func modernized(
        _ className: String, _ config: JSONObject
    ) throws(UnsupportedReason) -> (className: String, config: JSONObject) {
        var config = config
        for index in config.members.indices {
            if let key = keys[config.members[index].key] { config.members[index].key = key }
        }
        if let order = config["dim_ordering"]?.string, order != "default" {
            config["data_format"] = .string(order == "th" ? "channels_first" : "channels_last")
        }
        if let rows = config["nb_row"], let columns = config["nb_col"] {
            config["kernel_size"] = .array([rows, columns])
        }
        switch className {
        case "UpSampling1D":
            if let length = config["length"] { config["size"] = length }
        case "BatchNormalization":
            if let mode = config["mode"], mode != .integer(0), mode != .integer(2) {
                throw UnsupportedReason(
                    "mode \(mode.summary) normalizes each sample on its own, which is not supported")
            }
        case "ZeroPadding1D", "ZeroPadding2D":
            if let padding = config["padding"] { config["padding"] = nestedPadding(padding) }
        case "Merge":
            guard config["layers"]?.array?.isEmpty ?? true else {
                throw UnsupportedReason("a Merge of whole models is not supported; use the functional API")
            }
            guard let mode = config["mode"]?.string, let merge = mergeClasses[mode] else {
                throw UnsupportedReason("merge mode \(config["mode"]?.summary ?? "null") is not supported")
            }
            return (merge, config)
        default: break
        }
        return (classes[className] ?? className, config)
    }

    /// The paddings `{"top_pad": …}` and `[top, bottom, left, right]` as pairs for each axis.
    private static func nestedPadding(_ padding: JSONValue) -> JSONValue {
        if let items = padding.array, items.count == 4 {
            return .array([.array(Array(items[0..<2])), .array(Array(items[2..<4]))])
        }
        if let top = padding["top_pad"], let bottom = padding["bottom_pad"], let left = padding["left_pad"],
            let right = padding["right_pad"]
        {
            return .array([.array([top, bottom]), .array([left, right])])
        }
        if let left = padding["left_pad"], let right = padding["right_pad"] { return .array([left, right]) }
        return padding
    }
}
