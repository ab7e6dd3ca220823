// Operators whose result at an element needs few elements of the input: Lut, Add, Map2, AvgPool, PairMap, View8, CausalMask, Exp.
//
// Idea: a thread makes four neighbours of the frame, reads its operands as 32-bit words and writes one word; zero outside the live box.
// Layout: frames of tensor.h, so element e of the result is element e of same-shaped operands.
// Cost: reads its operands and writes its result once, plus one look-up in a 64 KiB table, which the first-level cache holds. Bound by memory.
// Source: prover/AIR8.md, Operators. Tried: the table in shared memory; it leaves room for one block beside it and loads 64 KiB a block.
#include "tensor.h"

#define AE_EACH_THREADS 256

/// Writes four elements of an int8 frame; make(k, at) is called for the live ones.
template <class Make> AE_INLINE void ae_each(const ae_box& box, i8* out, Make make) {
    u64 first = 4 * ae_thread();
    if (first >= ae_frame(box))
        return;
    u32 word = 0;
#pragma unroll
    for (u32 k = 0; k < 4; k++) {
        ae_at at = ae_split(box, first + k);
        if (ae_is_live(box, at))
            word |= (u32)(u8)make(k, at) << (8 * k);
    }
    *(u32*)(out + first) = word;
}

AE_INLINE u32 ae_word(const i8* in) { return ((const u32*)in)[ae_thread()]; }

struct lut_args {
    const i8* in; // (box)
    i8* out;      // (box)
    ae_finish finish;
    ae_box box;
};
AE_KERNEL_PLAIN(lut, lut_args, AE_EACH_THREADS) {
    if (4 * ae_thread() >= ae_frame(args.box))
        return;
    u32 in = ae_word(args.in);
    ae_each(args.box, args.out, [&](u32 k, ae_at) { return ae_finished(args.finish, ae_byte(in, k)); });
}

/// acc = left 2^left_shift + right 2^right_shift, the right part subtracted when `subtract`: Add, and Map2 with shifts 8 and 0.
struct add_args {
    const i8* left;  // (box)
    const i8* right; // (box)
    i8* out;         // (box)
    ae_finish finish;
    ae_box box;
    u32 left_shift, right_shift, subtract, unused;
};
AE_KERNEL_PLAIN(add, add_args, AE_EACH_THREADS) {
    if (4 * ae_thread() >= ae_frame(args.box))
        return;
    u32 left = ae_word(args.left), right = ae_word(args.right);
    ae_each(args.box, args.out, [&](u32 k, ae_at) {
        i32 a = ae_byte(left, k) * (1 << args.left_shift), b = ae_byte(right, k) * (1 << args.right_shift);
        return ae_finished(args.finish, args.subtract ? a - b : a + b);
    });
}

/// acc = sum over a window of 2^wide by 2^high in x and y, windows side by side.
struct average_args {
    const i8* in; // (from)
    i8* out;      // (box)
    ae_finish finish;
    ae_box from, box;
    u32 wide, high;
};
AE_KERNEL_PLAIN(average, average_args, AE_EACH_THREADS) {
    ae_each(args.box, args.out, [&](u32, ae_at at) {
        i32 acc = 0;
        for (u32 j = 0; j < 1u << args.high; j++)
            for (u32 i = 0; i < 1u << args.wide; i++)
                acc += args.in[ae_join(args.from, at.c, (at.x << args.wide) + i, (at.y << args.high) + j, at.b)];
        return ae_finished(args.finish, acc);
    });
}

/// acc = 256 In(2 i) + In(2 i + 1) along the axis whose lowest index bit is `position`.
struct pair_args {
    const i8* in; // (box, twice as long along the axis)
    i8* out;      // (box)
    ae_finish finish;
    ae_box box;
    u32 position, unused;
};
AE_KERNEL_PLAIN(pair, pair_args, AE_EACH_THREADS) {
    u64 first = 4 * ae_thread();
    ae_each(args.box, args.out, [&](u32 k, ae_at) {
        u64 index = first + k, low = index & ((1ull << args.position) - 1);
        u64 even = ((index >> args.position) << (args.position + 1)) | low;
        return ae_finished(args.finish, 256 * args.in[even] + args.in[even + (1ull << args.position)]);
    });
}

/// int16 to int8: (v + 128) >> 8 within -127..127.
struct view8_args {
    const i16* in; // (box)
    i8* out;       // (box)
    ae_box box;
};
AE_KERNEL_PLAIN(view8, view8_args, AE_EACH_THREADS) {
    u64 first = 4 * ae_thread();
    ae_each(args.box, args.out, [&](u32 k, ae_at) {
        i32 value = (args.in[first + k] + 128) >> 8;
        return value < -127 ? -127 : value > 127 ? 127 : value;
    });
}

/// Key j (channel) for query i (x): kept for j <= i + offset, else -127. The offset is the position of the first query.
struct causal_mask_args {
    const i8* in; // (box)
    i8* out;      // (box)
    ae_box box;
    u32 offset, unused;
};
AE_KERNEL_PLAIN(causal_mask, causal_mask_args, AE_EACH_THREADS) {
    u64 first = 4 * ae_thread();
    ae_each(args.box, args.out, [&](u32 k, ae_at at) { return at.c <= at.x + args.offset ? (i32)args.in[first + k] : -127; });
}

/// int8 to uint16 by a table of 256 rows, row v + 128.
struct exponential_args {
    const i8* in; // (box)
    u16* out;     // (box)
    const u16* table;
    ae_box box;
};
AE_KERNEL_PLAIN(exponential, exponential_args, AE_EACH_THREADS) {
    u64 first = 2 * ae_thread();
    if (first >= ae_frame(args.box))
        return;
    u32 word = 0;
#pragma unroll
    for (u32 k = 0; k < 2; k++)
        if (ae_is_live(args.box, ae_split(args.box, first + k)))
            word |= (u32)args.table[args.in[first + k] + 128] << (16 * k);
    *(u32*)(args.out + first) = word;
}
