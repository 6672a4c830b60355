#include "../internal/scalar_math.h"

void qk_f32_gemm_scalar(const qk_f32_gemm *arguments, qk_range rows, qk_range panels) {
    const qk_f32_gemm *p = arguments;
    assert(rows.begin <= rows.end && rows.end <= p->rows);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->columns));
    for (size_t row = rows.begin; row < rows.end; row++) {
        const float *a = p->a + (ptrdiff_t)row * p->a_stride;
        float *c = p->c + (ptrdiff_t)row * p->c_stride;
        const float *residual = p->residual == NULL ? NULL : p->residual + (ptrdiff_t)row * p->residual_stride;
        size_t end = qk_smaller(panels.end * QK_PANEL_COLUMNS, p->columns);
        for (size_t column = panels.begin * QK_PANEL_COLUMNS; column < end; column++) {
            const float *b = p->b + column / QK_PANEL_COLUMNS * QK_PANEL_COLUMNS * p->depth + column % QK_PANEL_COLUMNS;
            float sum = p->bias == NULL ? 0 : p->bias[column];
            for (size_t k = 0; k < p->depth; k++) sum = qk_fma(a[k], b[k * QK_PANEL_COLUMNS], sum);
            if (residual != NULL) sum += residual[column];
            c[column] = qk_activate(p->activation, sum);
        }
    }
}
