// What the tensor cores of Hopper do by wgmma when nothing else is in their way: the measure that contract_wgmma.cu is compared with.
//
// Idea: two warpgroups multiply the same tiles in shared memory over and over, sixteen products a batch, and write one word at the end.
// Layout: two tiles of 64 by 128 bytes and one of 256 by 128. Cost: 16 products of 64 x 256 x 32 a warpgroup and turn, each reading 10 KiB of shared memory.
// Source: wgmma.h. Nothing of this has run on a GPU.
#include "tensor.h"
#include "wgmma.h"

#if defined(AE_HAS_WGMMA)
struct wgmma_peak_args {
    u32* out; // (threads)
    u32 turns, unused;
};
AE_KERNEL(wgmma_peak, wgmma_peak_args, 256) {
    AE_SHARED_LAUNCHED(tiles);
    i8* shared = tiles + ((0u - ae_shared_address(tiles)) & 1023);
    for (u32 i = threadIdx.x; i < (128 + 256) * 128 / 4; i += 256)
        ((u32*)shared)[i] = (i * 0x9e3779b9u) & 0x01010101u;
    ae_publish_shared();
    ae_barrier(); // the tiles are whole
    u64 left = ae_wgmma_tile(ae_shared_address(shared) + (threadIdx.x >> 7) * 64 * 128), right = ae_wgmma_tile(ae_shared_address(shared) + 128 * 128);
    i32 sums[128];
#pragma unroll
    for (u32 i = 0; i < 128; i++)
        sums[i] = 0;
    for (u32 turn = 0; turn < args.turns; turn++) {
        ae_wgmma_fence(sums);
#pragma unroll
        for (u32 i = 0; i < 16; i++)
            ae_wgmma(sums, left + AE_WGMMA_STEP * (i % 4), right + AE_WGMMA_STEP * (i % 4));
        ae_wgmma_commit();
        ae_wgmma_wait(sums);
    }
    u32 all = 0;
#pragma unroll
    for (u32 i = 0; i < 128; i++)
        all += (u32)sums[i];
    args.out[ae_thread()] = all;
}
#endif
