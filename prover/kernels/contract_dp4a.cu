// Gemm, Conv2D and MatMul without tensor cores: dp4a, four products an instruction, on every GPU since sm_61.
//
// Idea: a block makes 64 rows by 64 outputs, a thread 4 by 4 of them; 64 summed bytes at a time come to shared memory as words.
// Layout: shared word (k, row), rows 64 apart plus 4 of padding: the threads of a warp read 16 neighbours and broadcast the rest.
// Cost: 32 multiplies for a byte read; two barriers for 64 summed bytes.
// Source: contract.h. The sums are the same integers as those of contract_mma.cu. Tried: nothing else; GPUs of this age are not what providers buy.
#include "contract.h"

#define AE_DP4A_TILE 64
#define AE_DP4A_WORDS 16

struct ae_dp4a_tiles {
    u32 left[AE_DP4A_WORDS][AE_DP4A_TILE + 4], right[AE_DP4A_WORDS][AE_DP4A_TILE + 4];
    alignas(16) i8 done[AE_DP4A_TILE * AE_DP4A_TILE];
};

AE_INLINE void ae_spread(u32 words[AE_DP4A_WORDS][AE_DP4A_TILE + 4], u32 row, u32 chunk, const ae_vec4& value) {
    words[4 * chunk][row] = value.x;
    words[4 * chunk + 1][row] = value.y;
    words[4 * chunk + 2][row] = value.z;
    words[4 * chunk + 3][row] = value.w;
}

AE_KERNEL(contract_dp4a, contract_args, 256) {
    AE_SHARED(ae_dp4a_tiles, tiles);
    u32 row = threadIdx.x / 4, chunk = threadIdx.x & 3, across = threadIdx.x & 15, down = threadIdx.x >> 4;
    u32 first_row = blockIdx.x % args.row_tiles * AE_DP4A_TILE, first_output = blockIdx.x / args.row_tiles * AE_DP4A_TILE;
    ae_batch batch = ae_batch_of(args, blockIdx.z);
    ae_source source = ae_source_of(args, first_row + row);
    i32 acc[4][4];
#pragma unroll
    for (u32 i = 0; i < 4; i++)
#pragma unroll
        for (u32 j = 0; j < 4; j++)
            acc[i][j] = 0;

    u32 steps_of_run = ae_steps_of_run(args, 4 * AE_DP4A_WORDS);
    for (u32 ky = 0; ky < args.kernel_y; ky++)
        for (u32 step = 0; step < steps_of_run; step++) {
            u32 k = step * 4 * AE_DP4A_WORDS + chunk * 16;
            bool inside = k < 1u << args.run_log;
            ae_vec4 zero = {0, 0, 0, 0};
            ae_spread(tiles.left, row, chunk, inside ? ae_gather_input(args, batch.in, source, ky, k) : zero);
            ae_spread(tiles.right, row, chunk, ae_gather_weights(args, batch.weights, first_output + row, ky, k));
            ae_barrier(); // both tiles are whole
#pragma unroll
            for (u32 w = 0; w < AE_DP4A_WORDS; w++) {
                u32 a[4], b[4];
#pragma unroll
                for (u32 i = 0; i < 4; i++) {
                    a[i] = tiles.left[w][down + 16 * i];
                    b[i] = tiles.right[w][across + 16 * i];
                }
#pragma unroll
                for (u32 i = 0; i < 4; i++)
#pragma unroll
                    for (u32 j = 0; j < 4; j++)
                        acc[i][j] = ae_dp4a(a[i], b[j], acc[i][j]);
            }
            ae_barrier(); // everybody has read them
        }

    i32 bias[4];
#pragma unroll
    for (u32 j = 0; j < 4; j++)
        bias[j] = ae_bias(args, first_output + across + 16 * j);
#pragma unroll
    for (u32 i = 0; i < 4; i++)
#pragma unroll
        for (u32 j = 0; j < 4; j++)
            tiles.done[(down + 16 * i) * AE_DP4A_TILE + across + 16 * j] = (i8)ae_contracted(args, first_output + across + 16 * j, acc[i][j] + bias[j]);
    ae_barrier(); // the tile is whole
    ae_store_tile<AE_DP4A_TILE, AE_DP4A_TILE, AE_DP4A_TILE, 256>(args, batch.out, tiles.done, first_row, first_output);
}
