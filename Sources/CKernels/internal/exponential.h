/// The numbers behind exp and its relatives, the same for all instruction sets.
///
/// exp(x) = 2^n * exp(r) with n = round(x / ln 2) and r = x - n * ln 2, so |r| <= ln(2) / 2, and
/// exp(r) = 1 + r + r^2 * q(r) with q of degree 4: a weighted minimax fit of (exp(r) - 1 - r) / r^2 (Lawson's
/// iteration) whose relative error is below 4e-9.

#ifndef QK_INTERNAL_EXPONENTIAL_H
#define QK_INTERNAL_EXPONENTIAL_H

#define QK_EXP_Q0 0x1.fffffcp-2f
#define QK_EXP_Q1 0x1.555492p-3f
#define QK_EXP_Q2 0x1.5558f2p-5f
#define QK_EXP_Q3 0x1.123a20p-7f
#define QK_EXP_Q4 0x1.6a23cep-10f

/// For swish, where speed counts most: exp(r) = 1 + r * p(r) with p of degree 4, relative error below 1e-7, and ln 2 in
/// one part, which adds at most 2.5e-7 for the largest n.
#define QK_SWISH_P0 0x1.fffff6p-1f
#define QK_SWISH_P1 0x1.fffdc4p-2f
#define QK_SWISH_P2 0x1.555a6ep-3f
#define QK_SWISH_P3 0x1.573ad0p-5f
#define QK_SWISH_P4 0x1.0fa7d8p-7f
/// Beyond it, swish is x or, to 1e-36, 0; exp of it and of its opposite are normal numbers.
#define QK_SWISH_BOUND 87.0f

#define QK_LN2 0x1.62e430p-1f
#define QK_LOG2_E 0x1.715476p+0f
/// ln 2 in two parts; the first has few bits, so that n times it is exact.
#define QK_LN2_HIGH 0x1.62e400p-1f
#define QK_LN2_LOW 0x1.7f7d1cp-20f

/// Adding it to a small x rounds x to an integer n, and leaves n + 127 in the lowest bits of the sum.
#define QK_ROUNDING_BIAS 0x1.8000fep+23f
/// The bits of such a sum for n = 0, as an integer.
#define QK_ROUNDING_BIAS_BITS 0x4b40007fu

/// exp of less is below the least normal number; logistic and its relatives take it for 0.
#define QK_EXP_LEAST_NORMAL -0x1.5d589ep+6f
/// exp of less is 0, of more infinite, even as a subnormal number.
#define QK_EXP_LEAST -104.0f
#define QK_EXP_GREATEST 89.0f
/// exp of less does not change 1 when added to it.
#define QK_EXPM1_LEAST -40.0f

#define QK_SQRT_HALF 0x1.6a09e6p-1f
#define QK_SQRT_2_OVER_PI 0x1.988454p-1f
#define QK_GELU_CUBIC 0x1.6e4e26p-5f
#define QK_ONE_SIXTH 0x1.555556p-3f

#endif
