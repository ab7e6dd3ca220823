// Gemm, Conv2D and MatMul on the tensor cores: mma.sync m16n8k32 on signed bytes, sums in 32 bits.
//
// Idea: a block makes a tile of rows by outputs. Tiles of 64 summed bytes come to shared memory three stages ahead (cp.async), warps load their
// fragments by ldmatrix, and the finished bytes go through shared memory once more so that they leave in chunks of 16.
// Layout: shared row r holds 64 bytes in four chunks; chunk c stands at c ^ (r / 2 % 4), so that eight rows of one chunk lie in eight different
// groups of banks and no ldmatrix waits. 128 x 128: 4 warps of 64 x 64; 64 x 64: 4 warps of 32 x 32, for small results.
// Cost: a tile of M x N x K reads (M + N) K bytes and does M N K multiplies; 128 x 128 does 64 for a byte. One barrier a stage. 48 KiB of shared
// memory, the most a block has without asking. A warp of 64 x 64 reads 4 KiB of it for 32 mma: half of what the tensor cores of an SM could wait for.
// Source: PTX ISA, mma.m16n8k32 and ldmatrix; the sums are exact, so no order matters. Dropped on paper, not yet measured: four stages of 128 x 128 (needs more
// shared memory than a block may have by default), 8 warps of 64 x 32 (a quarter more reads of shared memory), and fragments straight from global memory
// (each byte is then read by every warp). For the whole peak of Hopper there is contract_wgmma.cu.
#include "contract.h"

#if defined(AE_HAS_MMA)
#define AE_TILE_K 64
#define AE_STAGES 3

template <u32 M, u32 N> struct ae_tiles {
    alignas(16) i8 bytes[AE_STAGES * (M + N) * AE_TILE_K];
};

AE_INLINE u32 ae_swizzled(u32 row, u32 chunk) { return row * AE_TILE_K + ((chunk ^ ((row >> 1) & 3)) << 4); }

template <u32 M, u32 N, u32 WarpsM, u32 WarpsN, bool Aligned> AE_INLINE void ae_contract_mma(const contract_args& args, i8* shared) {
    const u32 threads = 32 * WarpsM * WarpsN, warp_m = M / WarpsM, warp_n = N / WarpsN, stage_bytes = (M + N) * AE_TILE_K;
    const u32 passes_m = M * 4 / threads, passes_n = N * 4 / threads, stride = N + 16;
    static_assert(M * stride <= AE_STAGES * stage_bytes, "the finished tile fits where the stages were");
    u32 lane = threadIdx.x & 31, warp = threadIdx.x >> 5, chunk = threadIdx.x & 3;
    u32 first_row = blockIdx.x % args.row_tiles * M, first_output = blockIdx.x / args.row_tiles * N;
    u32 corner_m = warp % WarpsM * warp_m, corner_n = warp / WarpsM * warp_n;
    ae_batch batch = ae_batch_of(args, blockIdx.z);

    ae_source sources[passes_m];
#pragma unroll
    for (u32 i = 0; i < passes_m; i++)
        sources[i] = ae_source_of(args, first_row + threadIdx.x / 4 + i * (threads / 4));

    u32 steps_of_run = ae_steps_of_run(args, AE_TILE_K), steps = steps_of_run * args.kernel_y;
    u32 run = 1u << args.run_log, load_ky = 0, load_k = chunk * 16, load_step = 0;

    auto load = [&]() {
        if (load_step < steps) {
            i8* stage = shared + load_step % AE_STAGES * stage_bytes;
#pragma unroll
            for (u32 i = 0; i < passes_m; i++) {
                i8* to = stage + ae_swizzled(threadIdx.x / 4 + i * (threads / 4), chunk);
                if (Aligned) {
                    bool inside = load_k < run && ae_inside_y(args, sources[i], load_ky) && ae_inside_x(args, sources[i], load_k);
                    ae_copy_async(to, inside ? batch.in + ae_input_offset(args, sources[i], load_ky, load_k) : batch.in, inside);
                } else {
                    *(ae_vec4*)to = ae_gather_input(args, batch.in, sources[i], load_ky, load_k);
                }
            }
#pragma unroll
            for (u32 i = 0; i < passes_n; i++) {
                u32 row = threadIdx.x / 4 + i * (threads / 4), n = first_output + row;
                i8* to = stage + M * AE_TILE_K + ae_swizzled(row, chunk);
                if (Aligned) {
                    bool inside = load_k < run && n < args.box.live[0];
                    u64 offset = ((u64)n << args.row_log) + ((u64)load_ky << args.run_log) + load_k;
                    ae_copy_async(to, inside ? batch.weights + offset : batch.weights, inside);
                } else {
                    *(ae_vec4*)to = ae_gather_weights(args, batch.weights, n, load_ky, load_k);
                }
            }
            load_k += AE_TILE_K;
            if (++load_step % steps_of_run == 0) {
                load_k = chunk * 16;
                load_ky++;
            }
        }
        ae_copy_commit();
    };

    i32 acc[warp_m / 16][warp_n / 8][4];
#pragma unroll
    for (u32 i = 0; i < warp_m / 16; i++)
#pragma unroll
        for (u32 j = 0; j < warp_n / 8; j++)
#pragma unroll
            for (u32 e = 0; e < 4; e++)
                acc[i][j][e] = 0;

    for (u32 s = 0; s < AE_STAGES - 1; s++)
        load();
    for (u32 step = 0; step < steps; step++) {
        ae_copy_wait<AE_STAGES - 2>();
        ae_barrier(); // this stage has come for everybody, and nobody reads the one that is filled next
        load();
        const i8* left = shared + step % AE_STAGES * stage_bytes;
        const i8* right = left + M * AE_TILE_K;
#pragma unroll
        for (u32 half = 0; half < 2; half++) {
            u32 a[warp_m / 16][4], b[warp_n / 16][4];
#pragma unroll
            for (u32 i = 0; i < warp_m / 16; i++)
                ae_load_blocks(a[i], left + ae_swizzled(corner_m + 16 * i + (lane & 15), 2 * half + (lane >> 4)));
#pragma unroll
            for (u32 j = 0; j < warp_n / 16; j++)
                ae_load_blocks(b[j], right + ae_swizzled(corner_n + 16 * j + ((lane >> 4) << 3) + (lane & 7), 2 * half + ((lane >> 3) & 1)));
#pragma unroll
            for (u32 i = 0; i < warp_m / 16; i++)
#pragma unroll
                for (u32 j = 0; j < warp_n / 8; j++)
                    ae_mma(acc[i][j], a[i], b[j / 2] + 2 * (j % 2));
        }
    }
    ae_barrier(); // every copy was waited for by its step; the stages are done with: their memory takes the results

#pragma unroll
    for (u32 j = 0; j < warp_n / 8; j++) {
        u32 at = corner_n + 8 * j + 2 * (lane & 3), n = first_output + at;
        i32 even = ae_bias(args, n), odd = ae_bias(args, n + 1);
#pragma unroll
        for (u32 i = 0; i < warp_m / 16; i++)
#pragma unroll
            for (u32 low = 0; low < 2; low++) {
                u32 row = corner_m + 16 * i + 8 * low + (lane >> 2);
                u32 pair = ae_contracted(args, n, acc[i][j][2 * low] + even) | ae_contracted(args, n + 1, acc[i][j][2 * low + 1] + odd) << 8;
                *(u16*)(shared + row * stride + at) = (u16)pair;
            }
    }
    ae_barrier(); // the tile is whole
    ae_store_tile<M, N, stride, threads>(args, batch.out, shared, first_row, first_output);
}

typedef ae_tiles<128, 128> ae_tiles_large;
typedef ae_tiles<64, 64> ae_tiles_small;
AE_KERNEL(contract_mma_128, contract_args, 128) {
    AE_SHARED(ae_tiles_large, tiles);
    ae_contract_mma<128, 128, 2, 2, true>(args, tiles.bytes);
}
AE_KERNEL(contract_mma_64, contract_args, 128) {
    AE_SHARED(ae_tiles_small, tiles);
    ae_contract_mma<64, 64, 2, 2, true>(args, tiles.bytes);
}
AE_KERNEL(contract_mma_64_gather, contract_args, 128) {
    AE_SHARED(ae_tiles_small, tiles);
    ae_contract_mma<64, 64, 2, 2, false>(args, tiles.bytes);
}
#endif
