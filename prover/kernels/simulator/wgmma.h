// The twins of wgmma.h for the CPU. Included by it only; what they watch over is in wgmma.cpp.
#pragma once

extern "C" {
/// As a kernel sees it: 32 bits, from the start of the window of shared memory.
u32 ae_sim_shared_address(const void* shared);
/// The memory that the launch asked for, somewhere on a multiple of 16.
void* ae_sim_shared_launched(void);
void ae_sim_publish(void);
void ae_sim_products_fence(void);
/// The thread's sums over `columns` columns, from the tiles that the descriptors name.
void ae_sim_products(i32* sums, u32 columns, u64 a, u64 b);
void ae_sim_products_commit(void);
void ae_sim_products_wait(void);
}

#define AE_SHARED_LAUNCHED(name) i8* name = static_cast<i8*>(ae_sim_shared_launched())

AE_INLINE u32 ae_shared_address(const void* shared) { return ae_sim_shared_address(shared); }
AE_INLINE void ae_publish_shared() { ae_sim_publish(); }
template <u32 Sums> AE_INLINE void ae_wgmma_fence(i32 (&)[Sums]) { ae_sim_products_fence(); }
template <u32 Sums> AE_INLINE void ae_wgmma(i32 (&d)[Sums], u64 a, u64 b) {
    static_assert(Sums == 64 || Sums == 128, "m64n128k32 and m64n256k32");
    ae_sim_products(d, 2 * Sums, a, b);
}
AE_INLINE void ae_wgmma_commit() { ae_sim_products_commit(); }
template <u32 Sums> AE_INLINE void ae_wgmma_wait(i32 (&)[Sums]) { ae_sim_products_wait(); }
