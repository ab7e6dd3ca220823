// Gemm, Conv2D and MatMul on the tensor cores of Hopper: wgmma m64nNk32 on signed bytes, sums in 32 bits.
//
// Idea: a block makes 128 rows by N outputs, half of the rows for each of its two warpgroups. Tiles of 128 summed bytes come to shared memory by cp.async,
// and the tensor cores read them there: no thread loads a fragment. While a batch of four products runs, the block asks for the tiles of a later step.
// Layout: a stage is a tile of 128 rows by 128 bytes and one of N by 128, both swizzled as wgmma.h says, on multiples of 1024. N = 256: four stages, 193 KiB,
// a block on a multiprocessor. N = 128: three stages, 97 KiB, so that two blocks may share one.
// Cost: a step of 128 x 256 x 128 takes the tensor cores 1024 cycles and reads 80 KiB of shared memory in 640 of them, beside 48 KiB written.
// Source: wgmma.h names the tables; contract.h says where the bytes lie. The sums are the same integers as those of contract_mma.cu. Nothing of this has run
// on a GPU. Dropped on paper, not measured: TMA and a producer warp (they cannot gather a convolution as contract.h lays it), batches that overlap (sums
// in flight would cross code that the compiler may move), and fewer than 96 live bytes of a run of 128 (contract_mma.cu wastes less).
#include "contract.h"
#include "wgmma.h"

#if defined(AE_HAS_WGMMA)
#define AE_WGMMA_ROWS 128
#define AE_WGMMA_K 128
#define AE_WGMMA_THREADS 256

template <u32 N, u32 Stages> AE_INLINE void ae_contract_wgmma(const contract_args& args, i8* launched) {
    const u32 rows = AE_WGMMA_ROWS, stage_bytes = (rows + N) * AE_WGMMA_K, stride = N + 16;
    const u32 passes_m = rows * 8 / AE_WGMMA_THREADS, passes_n = N * 8 / AE_WGMMA_THREADS, rows_of_pass = AE_WGMMA_THREADS / 8;
    static_assert(rows * stride <= Stages * stage_bytes, "the finished tile fits where the stages were");
    u32 lane = threadIdx.x & 31, warp = threadIdx.x >> 5, group = threadIdx.x >> 7, chunk = threadIdx.x & 7;
    u32 first_row = blockIdx.x % args.row_tiles * rows, first_output = blockIdx.x / args.row_tiles * N;
    i8* shared = launched + ((0u - ae_shared_address(launched)) & 1023); // the launch asks for 1023 bytes more
    ae_batch batch = ae_batch_of(args, blockIdx.z);

    ae_source sources[passes_m];
#pragma unroll
    for (u32 i = 0; i < passes_m; i++)
        sources[i] = ae_source_of(args, first_row + threadIdx.x / 8 + i * rows_of_pass);

    u32 steps_of_run = ae_steps_of_run(args, AE_WGMMA_K), steps = steps_of_run * args.kernel_y;
    u32 run = 1u << args.run_log, load_ky = 0, load_k = chunk * 16, load_step = 0;

    auto load = [&]() {
        if (load_step < steps) {
            i8* stage = shared + load_step % Stages * stage_bytes;
#pragma unroll
            for (u32 i = 0; i < passes_m; i++) {
                bool inside = load_k < run && ae_inside_y(args, sources[i], load_ky) && ae_inside_x(args, sources[i], load_k);
                const i8* from = inside ? batch.in + ae_input_offset(args, sources[i], load_ky, load_k) : batch.in;
                ae_copy_async(stage + ae_wgmma_swizzled(threadIdx.x / 8 + i * rows_of_pass, chunk), from, inside);
            }
#pragma unroll
            for (u32 i = 0; i < passes_n; i++) {
                u32 row = threadIdx.x / 8 + i * rows_of_pass, n = first_output + row;
                bool inside = load_k < run && n < args.box.live[0];
                u64 offset = ((u64)n << args.row_log) + ((u64)load_ky << args.run_log) + load_k;
                ae_copy_async(stage + rows * AE_WGMMA_K + ae_wgmma_swizzled(row, chunk), inside ? batch.weights + offset : batch.weights, inside);
            }
            load_k += AE_WGMMA_K;
            if (++load_step % steps_of_run == 0) {
                load_k = chunk * 16;
                load_ky++;
            }
        }
        ae_copy_commit();
    };

    i32 acc[N / 2];
#pragma unroll
    for (u32 i = 0; i < N / 2; i++)
        acc[i] = 0;

    for (u32 s = 0; s < Stages - 1; s++)
        load();
    for (u32 step = 0; step < steps; step++) {
        ae_copy_wait<Stages - 2>(); // what this thread asked for of this stage has come
        ae_publish_shared(); // and the tensor cores may see it
        ae_barrier(); // the stage is whole, and nobody's products read the one that is filled next
        u32 stage = ae_shared_address(shared + step % Stages * stage_bytes);
        u64 left = ae_wgmma_tile(stage + group * 64 * AE_WGMMA_K), right = ae_wgmma_tile(stage + rows * AE_WGMMA_K);
        ae_wgmma_fence(acc); // a batch begins
#pragma unroll
        for (u32 k = 0; k < AE_WGMMA_K / 32; k++)
            ae_wgmma(acc, left + AE_WGMMA_STEP * k, right + AE_WGMMA_STEP * k);
        ae_wgmma_commit(); // the batch is whole
        load();
        ae_wgmma_wait(acc); // the batch is done
    }
    ae_barrier(); // every copy was waited for by its step; nobody's products read the stages: their memory takes the results

#pragma unroll
    for (u32 j = 0; j < N / 8; j++) {
        u32 at = 8 * j + 2 * (lane & 3), n = first_output + at;
        i32 even = ae_bias(args, n), odd = ae_bias(args, n + 1);
#pragma unroll
        for (u32 low = 0; low < 2; low++) {
            u32 row = 16 * warp + 8 * low + (lane >> 2);
            u32 pair = ae_contracted(args, n, acc[4 * j + 2 * low] + even) | ae_contracted(args, n + 1, acc[4 * j + 2 * low + 1] + odd) << 8;
            *(u16*)(shared + row * stride + at) = (u16)pair;
        }
    }
    ae_barrier(); // the tile is whole
    ae_store_tile<AE_WGMMA_ROWS, N, stride, AE_WGMMA_THREADS>(args, batch.out, shared, first_row, first_output);
}

AE_KERNEL(contract_wgmma_256, contract_args, AE_WGMMA_THREADS) {
    AE_SHARED_LAUNCHED(tiles);
    ae_contract_wgmma<256, 4>(args, tiles);
}
AE_KERNEL(contract_wgmma_128, contract_args, AE_WGMMA_THREADS) {
    AE_SHARED_LAUNCHED(tiles);
    ae_contract_wgmma<128, 3>(args, tiles);
}
#endif
