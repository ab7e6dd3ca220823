// Gemm, Conv2D and MatMul are one contraction: out(n, row) = finish(sum over k of in(row, k) weights(n, k)). This page says where in(row, k) lies.
//
// Weights of one output are `kernel_y` runs, one behind the other; a run is [ci][kx], CI x KX slots, a power of two. The input under a run is
// contiguous too: element (ci, x + kx) stands at ci + CI kx behind (0, x), so a run is read straight from the frame, without unfolding the image,
// wherever x + kx is inside the live box; outside it counts as zero. A dense layer is a kernel of 1 by 1 over (K, rows); a product of two activations
// is a dense layer for every (h, e), with the second activation as weights.
//
// A run is read in chunks of 16 bytes. With 16 input channels or more a chunk lies in one pixel and is aligned: cp.async can bring it. With fewer it is
// gathered by words or bytes: the first layer of an image network, whose cost is small.
#pragma once
#include "tensor.h"

struct contract_args {
    const i8* in;      // (from), one for each batch
    const i8* weights; // (n, kernel_y, run); for a product: (n, run), one for each batch
    i8* out;           // (box), one for each batch
    const i16* bias16; // (n) or null; added as value 2^bias_shift
    ae_finish finish;
    ae_box from, box; // channels of `from` are the summed ones: whole frames, since weights outside the live box are zero
    u32 kernel_x, kernel_y, stride_x_log, stride_y_log;
    i32 left, top;
    u32 run_log;                  // slots of a run
    u32 row_log;                  // slots of all runs of an output
    u32 bias_shift;               //
    u32 batch_start;              // number of the first batch of this launch
    u32 batch_width, batch_width_log; // batches stand as (h, e): live size and frame of h
    u32 in_batch_log, weights_batch_log, out_batch_log;
    u32 batch_sliced; // 1: h is the position of `box`; 2: e is; 0: neither
    u32 row_tiles, unused; // blocks number the tiles of rows first, then those of outputs: x has room for both
};

/// Where an output's products begin: its (x, y) before the kernel is added may lie outside the input.
struct ae_source {
    i64 offset; // of (0, x, y) in the frame
    i32 x, y;
};

struct ae_batch {
    const i8* in;
    const i8* weights;
    i8* out;
};

AE_INLINE ae_batch ae_batch_of(const contract_args& args, u32 z) {
    u32 number = args.batch_start + z;
    u32 h = args.batch_sliced == 1 ? *args.box.position : number % args.batch_width;
    u32 e = args.batch_sliced == 1 ? number : args.batch_sliced == 2 ? *args.box.position : number / args.batch_width;
    u64 place = h + ((u64)e << args.batch_width_log);
    return {args.in + (place << args.in_batch_log), args.weights + (place << args.weights_batch_log), args.out + (place << args.out_batch_log)};
}

/// Row: number of a live element over (x, y, b) of the result. Behind the last one everything counts as outside.
AE_INLINE ae_source ae_source_of(const contract_args& args, u32 row) {
    ae_source source;
    ae_at at = ae_row_at(args.box, row);
    source.x = (i32)(at.x << args.stride_x_log) - args.left;
    source.y = (i32)(at.y << args.stride_y_log) - args.top;
    source.offset = ((((i64)at.b << args.from.log[2]) + source.y) * (1ll << args.from.log[1]) + source.x) * (1ll << args.from.log[0]);
    if (row >= ae_live_rows(args.box))
        source.y = -(1 << 30);
    return source;
}

/// Steps of `width` slots that cover the slots of a run that meet the input.
AE_INLINE u32 ae_steps_of_run(const contract_args& args, u32 width) { return ((args.kernel_x << args.from.log[0]) + width - 1) / width; }

AE_INLINE bool ae_inside_y(const contract_args& args, const ae_source& source, u32 ky) { return (u32)(source.y + (i32)ky) < args.from.live[2]; }
AE_INLINE bool ae_inside_x(const contract_args& args, const ae_source& source, u32 k) {
    return (u32)(source.x + (i32)(k >> args.from.log[0])) < args.from.live[1];
}
AE_INLINE i64 ae_input_offset(const contract_args& args, const ae_source& source, u32 ky, u32 k) {
    return source.offset + ((i64)ky << (args.from.log[0] + args.from.log[1])) + k;
}

/// Sixteen inputs at slot k (a multiple of 16) of run ky, gathered.
AE_INLINE ae_vec4 ae_gather_input(const contract_args& args, const i8* in, const ae_source& source, u32 ky, u32 k) {
    u32 words[4] = {0, 0, 0, 0};
    if (ae_inside_y(args, source, ky)) {
        const i8* from = in + ae_input_offset(args, source, ky, k);
        if (args.from.log[0] >= 4) {
            if (ae_inside_x(args, source, k))
                return *(const ae_vec4*)from;
        } else {
#pragma unroll
            for (u32 j = 0; j < 16; j += 4) {
                if (args.from.log[0] >= 2) {
                    if (ae_inside_x(args, source, k + j))
                        words[j / 4] = *(const u32*)(from + j);
                } else {
#pragma unroll
                    for (u32 i = 0; i < 4; i++)
                        if (ae_inside_x(args, source, k + j + i))
                            words[j / 4] |= (u32)(u8)from[j + i] << (8 * i);
                }
            }
        }
    }
    return {words[0], words[1], words[2], words[3]};
}

/// Sixteen weights at slot k of run ky of an output, zeros behind the run and for an output that is not live.
AE_INLINE ae_vec4 ae_gather_weights(const contract_args& args, const i8* weights, u32 n, u32 ky, u32 k) {
    u32 words[4] = {0, 0, 0, 0};
    u32 run = 1u << args.run_log;
    if (n < args.box.live[0] && k < run) {
        const i8* from = weights + ((u64)n << args.row_log) + ((u64)ky << args.run_log) + k;
        if (run >= 16)
            return *(const ae_vec4*)from;
#pragma unroll
        for (u32 j = 0; j < 16; j++)
            if (k + j < run)
                words[j / 4] |= (u32)(u8)from[j] << (8 * (j % 4));
    }
    return {words[0], words[1], words[2], words[3]};
}

/// What output n adds to its sums; zero where it is not live.
AE_INLINE i32 ae_bias(const contract_args& args, u32 n) {
    if (n >= args.box.live[0])
        return 0;
    return (args.finish.bias ? args.finish.bias[n] : 0) + (args.bias16 ? args.bias16[n] * (1 << args.bias_shift) : 0);
}

/// The result of output n, or zero where it is not live.
AE_INLINE u32 ae_contracted(const contract_args& args, u32 n, i32 acc) {
    return n < args.box.live[0] ? (u32)(u8)ae_finished(args.finish, acc) : 0;
}

/// Writes a tile of finished rows from shared memory, 16 bytes at a time where the frame has as many channels.
template <u32 Rows, u32 Outputs, u32 Stride, u32 Threads>
AE_INLINE void ae_store_tile(const contract_args& args, i8* out, const i8* tile, u32 first_row, u32 first_output) {
    u32 channels = 1u << args.box.log[0], rows = ae_live_rows(args.box);
    for (u32 i = threadIdx.x; i < Rows * Outputs / 16; i += Threads) {
        u32 row = first_row + i / (Outputs / 16), at = i % (Outputs / 16) * 16, n = first_output + at;
        if (row >= rows || n >= channels)
            continue;
        const i8* from = tile + i / (Outputs / 16) * Stride + at;
        i8* to = out + ae_row(args.box, row) + n;
        if (channels >= 16)
            *(ae_vec4*)to = *(const ae_vec4*)from;
        else
            for (u32 j = 0; j < channels; j++)
                to[j] = from[j];
    }
}
