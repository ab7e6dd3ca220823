// Gemm and MatMul with few rows: the decode loop, where every weight is read once and multiplied a few times.
//
// Idea: a warp makes one output for up to four rows. Its lanes read the output's weights 512 bytes at a time, 16 a lane, multiply by dp4a and add up by five
// exchanges. A tile kernel would fill most of its tile with nothing.
// Layout: contract.h with a kernel of 1 by 1 and at least 16 summed channels.
// Cost: N K bytes of weights once; the rows come from the cache. Bound by memory, so tensor cores would not help.
// Source: contract.h. Tried: several outputs a warp; less of the machine is busy at the widths of small models.
#include "contract.h"

#define AE_ROWS_MOST 4

AE_KERNEL(contract_rows, contract_args, 128) {
    u32 lane = threadIdx.x & 31, n = blockIdx.x * 4 + (threadIdx.x >> 5), rows = ae_live_rows(args.box);
    u32 first = blockIdx.y * AE_ROWS_MOST;
    bool live = n < args.box.live[0];
    ae_batch batch = ae_batch_of(args, blockIdx.z);
    const i8* weights = batch.weights + ((u64)(live ? n : 0) << args.row_log);
    i64 offsets[AE_ROWS_MOST];
    i32 acc[AE_ROWS_MOST];
#pragma unroll
    for (u32 r = 0; r < AE_ROWS_MOST; r++) {
        u32 row = first + r < rows ? first + r : rows - 1;
        offsets[r] = ae_source_of(args, row).offset;
        acc[r] = 0;
    }
    if (live) {
        for (u32 k = lane * 16; k < 1u << args.run_log; k += 512) {
            ae_vec4 w = *(const ae_vec4*)(weights + k);
#pragma unroll
            for (u32 r = 0; r < AE_ROWS_MOST; r++) {
                if (first + r < rows) {
                    ae_vec4 x = *(const ae_vec4*)(batch.in + offsets[r] + k);
                    acc[r] = ae_dp4a(w.x, x.x, ae_dp4a(w.y, x.y, ae_dp4a(w.z, x.z, ae_dp4a(w.w, x.w, acc[r]))));
                }
            }
        }
    }
#pragma unroll
    for (u32 r = 0; r < AE_ROWS_MOST; r++) {
        i32 sum = ae_warp_sum(acc[r]);
        if (live && lane == 0 && first + r < rows)
            batch.out[ae_row(args.box, first + r) + n] = (i8)ae_contracted(args, n, sum + ae_bias(args, n));
    }
}
