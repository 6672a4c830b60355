/// Waiting without sleeping.

#ifndef QK_SPIN_H
#define QK_SPIN_H

/// Tells the processor that the thread spins: saves power and leaves the core to its sibling for a moment.
static inline void qk_spin_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
