// Operators that look at a whole row of channels: ArgMax, SoftmaxDivide, RmsScale, Normalise, Centre; and Embedding, which makes one.
//
// Idea: a warp takes a live row, each lane every 32nd channel, and five exchanges make a sum or a maximum that all lanes know.
// Layout: frames of tensor.h; rows are contiguous, so a warp reads 32 neighbours at a time.
// Cost: a row is read once or twice (the second time from the cache) and written once; a handful of instructions an element.
// Source: prover/AIR8.md, Operators. Integer sums and maxima do not depend on the order, so nothing here does.
#include "tensor.h"

#define AE_ROW_THREADS 128

/// The warp's live row, or one behind the last.
AE_INLINE u32 ae_warp_row() { return (u32)(ae_thread() >> 5); }
AE_INLINE u32 ae_lane() { return threadIdx.x & 31; }

/// Index of the largest channel, the lowest among equals. The rest of the frame must be zero before.
struct arg_max_args {
    const i8* in; // (from)
    u16* out;     // (box): one channel
    ae_box from, box;
};
AE_KERNEL(arg_max, arg_max_args, AE_ROW_THREADS) {
    u32 row = ae_warp_row();
    bool live = row < ae_live_rows(args.box);
    u32 best = 0;
    if (live) {
        const i8* in = args.in + ae_join(args.from, ae_row_at(args.box, row));
        for (u32 c = ae_lane(); c < args.from.live[0]; c += 32) {
            // The value in front, then the lowest channel as the largest number.
            u32 key = (u32)(in[c] + 128) << 16 | (65535 - c);
            best = key > best ? key : best;
        }
    }
    for (u32 distance = 16; distance; distance >>= 1) {
        u32 other = ae_exchange(best, distance);
        best = other > best ? other : best;
    }
    if (live && ae_lane() == 0)
        args.out[ae_row(args.box, row)] = (u16)(65535 - (best & 65535));
}

/// y = floor((254 In + d) / (2 d)), d the sum of the row. At most 2^11 channels, so 254 In + d < 2^28.
struct softmax_divide_args {
    const u16* in; // (box)
    i8* out;       // (box)
    ae_box box;
};
AE_KERNEL(softmax_divide, softmax_divide_args, AE_ROW_THREADS) {
    u32 row = ae_warp_row();
    bool live = row < ae_live_rows(args.box);
    u64 start = live ? ae_row(args.box, row) : 0;
    i32 sum = 0;
    if (live)
        for (u32 c = ae_lane(); c < args.box.live[0]; c += 32)
            sum += args.in[start + c];
    u32 d = (u32)ae_warp_sum(sum);
    if (live)
        for (u32 c = ae_lane(); c < args.box.live[0]; c += 32)
            args.out[start + c] = (i8)((254u * args.in[start + c] + d) / (2 * d));
}

/// q = eps + sum of squares; the largest r with r^2 <= floor(2^(2k) / q), which is the r of the specification.
struct rms_scale_args {
    const i8* in; // (from)
    u16* out;     // (box): one channel
    ae_box from, box;
    u32 k, eps;
};
AE_KERNEL(rms_scale, rms_scale_args, AE_ROW_THREADS) {
    u32 row = ae_warp_row();
    bool live = row < ae_live_rows(args.box);
    u64 sum = 0;
    if (live) {
        const i8* in = args.in + ae_join(args.from, ae_row_at(args.box, row));
        for (u32 c = ae_lane(); c < args.from.live[0]; c += 32)
            sum += (u32)(in[c] * in[c]);
    }
    for (u32 distance = 16; distance; distance >>= 1)
        sum += (u64)ae_exchange((u32)sum, distance) | (u64)ae_exchange((u32)(sum >> 32), distance) << 32;
    if (!live || ae_lane() != 0)
        return;
    u64 square = (1ull << (2 * args.k)) / (args.eps + sum);
    u32 r = 0;
    // r <= 4096, by the rule that 2^(2k - 24) <= eps.
    for (u32 bit = 4096; bit; bit >>= 1)
        if ((u64)(r + bit) * (r + bit) <= square)
            r += bit;
    args.out[ae_row(args.box, row)] = (u16)r;
}

/// u = requantise(In scale, first), acc = bias + u W.
struct normalise_args {
    const i8* in;      // (box)
    const u16* scale;  // (scale_box): one channel
    const i8* weights; // (channels)
    i8* out;           // (box)
    ae_finish finish;
    ae_box box, scale_box;
    u32 first, unused;
};
AE_KERNEL_PLAIN(normalise, normalise_args, AE_ROW_THREADS) {
    u32 row = ae_warp_row();
    if (row >= ae_live_rows(args.box))
        return;
    u64 start = ae_row(args.box, row);
    i32 scale = args.scale[ae_join(args.scale_box, ae_row_at(args.box, row))];
    for (u32 c = ae_lane(); c < args.box.live[0]; c += 32) {
        i32 u = ae_requantise(args.in[start + c] * scale, args.first);
        args.out[start + c] = (i8)ae_finished(args.finish, (args.finish.bias ? args.finish.bias[c] : 0) + u * args.weights[c]);
    }
}

/// acc = channels In - sum of the row.
struct centre_args {
    const i8* in; // (box)
    i8* out;      // (box)
    ae_finish finish;
    ae_box box;
};
AE_KERNEL(centre, centre_args, AE_ROW_THREADS) {
    u32 row = ae_warp_row();
    bool live = row < ae_live_rows(args.box);
    u64 start = live ? ae_row(args.box, row) : 0;
    i32 sum = 0;
    if (live)
        for (u32 c = ae_lane(); c < args.box.live[0]; c += 32)
            sum += args.in[start + c];
    sum = ae_warp_sum(sum);
    if (live)
        for (u32 c = ae_lane(); c < args.box.live[0]; c += 32)
            args.out[start + c] = (i8)ae_finished(args.finish, (i32)args.box.live[0] * args.in[start + c] - sum);
}

/// Row t of the weights for the token t at every place; t = x when `by_position`. A token that has no row raises the flag and makes a zero row.
struct embedding_args {
    const u16* in;     // (from): one channel
    const i8* weights; // (vocabulary, 2^log[0])
    i8* out;           // (box)
    u32* flag;
    ae_box from, box;
    u32 vocabulary, by_position;
};
AE_KERNEL_PLAIN(embedding, embedding_args, AE_ROW_THREADS) {
    u32 row = ae_warp_row();
    if (row >= ae_live_rows(args.box))
        return;
    u32 token = args.by_position ? ae_row_at(args.box, row).x : args.in[ae_join(args.from, ae_row_at(args.box, row))];
    bool known = token < args.vocabulary;
    if (!known && ae_lane() == 0)
        *args.flag = 1;
    const i8* from = args.weights + ((u64)(known ? token : 0) << args.box.log[0]);
    i8* to = args.out + ae_row(args.box, row);
    for (u32 c = ae_lane(); c < args.box.live[0]; c += 32)
        to[c] = known ? from[c] : (i8)0;
}
