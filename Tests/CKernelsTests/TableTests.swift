import CKernels
import Testing

@Suite("The table of kernels")
struct TableTests {
    /// Kernels with a suite of their own here; a new one must be added with its tests.
    static let tested: Set<String> = [
        "f32_gemm_pack", "f32_gemm_scale", "f32_gemm", "f32_gemv", "f32_conv", "f32_winograd_pack",
        "f32_winograd_squares", "f32_winograd_outputs", "f32_depthwise", "s8_conv_panel_bytes", "s8_conv_pack",
        "s8_conv", "s8_gemv", "s8_depthwise_bytes", "s8_depthwise_pack", "s8_depthwise_scratch", "s8_depthwise",
        "s8_table", "s8_quantize", "s8_dequantize", "s8_binary", "s8_pool", "s8_reduce", "s8_softmax",
        "f32_unary", "f32_binary", "f32_extremes", "f32_moments", "f32_histogram", "f32_pool", "f32_reduce",
        "f32_softmax", "f32_steps", "f32_rescale", "copy",
    ]

    @Test("has a test for every kernel")
    func everyKernelIsTested() {
        var names: Set<String> = []
        while let name = qk_kernel_name(names.count) { names.insert(String(cString: name)) }
        #expect(names == Self.tested)
    }

    @Test("starts with the scalar kernels and ends with the best")
    func order() throws {
        let tables = everyTable()
        let first = try #require(tables.first)
        #expect(String(cString: first.instruction_set) == "scalar")
        #expect(String(cString: qk_kernels_scalar().pointee.instruction_set) == "scalar")
        let last = try #require(tables.last)
        #expect(
            String(cString: qk_kernels_best().pointee.instruction_set) == String(cString: last.instruction_set))
    }
}
