/// What the engine cannot do yet. Each entry goes when its kernels come.
enum Pending {
    static let operators: Set<String> = [
        "ABS", "ADD", "ADD_RANK_6", "AVERAGE_POOL_2D", "DIV", "ELU", "EXP",
        "GELU", "HARD_SWISH", "LEAKY_RELU", "LOG", "LOGISTIC", "LOG_SOFTMAX", "MAXIMUM",
        "MAX_POOL_2D", "MEAN", "MINIMUM", "MUL", "MUL_RANK_6", "NEG", "PRELU", "QUANTIZE_INT8_INT8",
        "QUANTIZE_INT8_UINT8", "QUANTIZE_UINT8_INT8", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "RELU", "RELU6",
        "RELU_0_TO_1", "RELU_N1_TO_1", "RESIZE_BILINEAR", "RSQRT", "SOFTMAX", "SQRT", "SQUARED_DIFFERENCE", "SUB",
        "SUM", "TANH",
    ]
    static let networks: Set<String> = ["TENSORFLOW_INT8", "TENSORFLOW_INT8_PORTS", "TENSORFLOW_UINT8_PORTS"]
    static let refusals: Set<String> = [
        "CONCATENATION of different scales", "PAD with another output scale", "SLICE with another output scale",
        "TRANSPOSE with another output scale",
    ]
}
