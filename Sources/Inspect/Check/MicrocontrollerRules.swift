import ModelIR
import Reporting
import TFLiteFormat

/// What LiteRT for Microcontrollers has no kernels for: notes, as most models go elsewhere.
enum MicrocontrollerRules {
    private static let advice = "only where the model goes to a microcontroller: "

    static func findings(in model: OutlinedModel) -> [Finding] {
        let operators = model.outline.operators
        let unknown = operators.filter { !$0.isCustom && !names.contains($0.name) }
        let weighted = operators.filter { $0.channelAxis != nil && model.input(1, of: $0)?.type == .int8 }
        let perChannel = weighted.filter {
            $0.name == "FULLY_CONNECTED" && model.input(1, of: $0)?.quantization?.scales.count ?? 0 > 1
        }
        let hybrid = weighted.filter { model.input(0, of: $0)?.type == .float32 }
        var findings: [Finding] = []
        if !unknown.isEmpty {
            let counts = Dictionary(grouping: unknown, by: \.name).mapValues(\.count).sorted { $0.key < $1.key }
            let list = counts.map { "\($0.key) (\($0.value)x)" }.joined(separator: ", ")
            findings.append(
                Finding(
                    .note, "microcontroller-operators", "LiteRT for Microcontrollers has no kernels for \(list)",
                    advice: advice + "replace those layers"))
        }
        if !perChannel.isEmpty {
            findings.append(
                Finding(
                    .note, "microcontroller-per-channel",
                    "\(perChannel.count.grouped) FULLY_CONNECTED have a scale for each channel, which LiteRT for "
                        + "Microcontrollers knows only since 2024",
                    advice: advice + "convert with --per-tensor-dense for an older one"))
        }
        if !hybrid.isEmpty {
            findings.append(
                Finding(
                    .note, "microcontroller-hybrid",
                    "\(hybrid.count.grouped) operators compute float32 by int8 weights, which LiteRT for "
                        + "Microcontrollers does not",
                    advice: advice + "convert with --int8"))
        }
        return findings
    }

    /// The builtin operators of its resolver, as of 2025.
    private static let names = Set(
        """
        ABS ADD ADD_N ARG_MAX ARG_MIN ASSIGN_VARIABLE AVERAGE_POOL_2D BATCH_MATMUL BATCH_TO_SPACE_ND BROADCAST_ARGS \
        BROADCAST_TO CALL_ONCE CAST CEIL CONCATENATION CONV_2D COS CUMSUM DEPTH_TO_SPACE DEPTHWISE_CONV_2D DEQUANTIZE \
        DIV DYNAMIC_UPDATE_SLICE ELU EMBEDDING_LOOKUP EQUAL EXP EXPAND_DIMS FILL FLOOR FLOOR_DIV FLOOR_MOD \
        FULLY_CONNECTED GATHER GATHER_ND GREATER GREATER_EQUAL HARD_SWISH IF L2_NORMALIZATION L2_POOL_2D LEAKY_RELU \
        LESS LESS_EQUAL LOG LOG_SOFTMAX LOGICAL_AND LOGICAL_NOT LOGICAL_OR LOGISTIC MAX_POOL_2D MAXIMUM MEAN MINIMUM \
        MIRROR_PAD MUL NEG NOT_EQUAL PACK PAD PADV2 PRELU QUANTIZE READ_VARIABLE REDUCE_MAX REDUCE_MIN RELU RELU6 \
        RESHAPE RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR REVERSE_V2 ROUND RSQRT SELECT_V2 SHAPE SIN SLICE SOFTMAX \
        SPACE_TO_BATCH_ND SPACE_TO_DEPTH SPLIT SPLIT_V SQRT SQUARE SQUARED_DIFFERENCE SQUEEZE STRIDED_SLICE SUB SUM \
        SVDF TANH TRANSPOSE TRANSPOSE_CONV UNIDIRECTIONAL_SEQUENCE_LSTM UNPACK VAR_HANDLE WHILE ZEROS_LIKE
        """.split(separator: " ").map(String.init))
}
