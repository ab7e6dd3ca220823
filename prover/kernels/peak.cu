// What the tensor cores of this GPU do when nothing else is in their way: the measure that contract_mma.cu is compared with.
//
// Idea: a warp multiplies registers by registers, sixteen independent sums at a time, and writes one word at the end so that nothing is left out.
// Layout: none. Cost: 16 mma a turn and no memory.
// Source: PTX ISA, mma.m16n8k32. On Hopper this is the peak of mma.sync; peak_wgmma.cu has the other.
#include "tensor.h"

#if defined(AE_HAS_MMA)
struct peak_args {
    u32* out; // (threads)
    u32 turns, unused;
};
AE_KERNEL(mma_peak, peak_args, 256) {
    i32 sums[16][4];
    u32 a[4], b[2];
    u32 seed = threadIdx.x * 0x9e3779b9u + blockIdx.x;
#pragma unroll
    for (u32 i = 0; i < 4; i++)
        a[i] = (seed * (i + 1)) & 0x01010101u;
#pragma unroll
    for (u32 i = 0; i < 2; i++)
        b[i] = (seed * (i + 5)) & 0x01010101u;
#pragma unroll
    for (u32 i = 0; i < 16; i++)
#pragma unroll
        for (u32 e = 0; e < 4; e++)
            sums[i][e] = 0;
    for (u32 turn = 0; turn < args.turns; turn++)
#pragma unroll
        for (u32 i = 0; i < 16; i++)
            ae_mma(sums[i], a, b);
    i32 all = 0;
#pragma unroll
    for (u32 i = 0; i < 16; i++)
#pragma unroll
        for (u32 e = 0; e < 4; e++)
            all += sums[i][e];
    args.out[ae_thread()] = (u32)all;
}
#endif
