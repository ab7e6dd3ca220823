// Operators whose result at an element needs few elements of the input: Lut, Add, Map2, AvgPool, PairMap, View8, CausalMask, Exp.
//
// Idea: a thread makes four neighbours of the frame, reads its operands as 32-bit words and writes one word; zero outside the live box.
// Layout: frames of tensor.h, so element e of the result is element e of same-shaped operands.
// Cost: reads its operands and writes its result once, plus one look-up in a 64 KiB table, which the first-level cache holds. Bound by memory.
// Source: prover/AIR8.md, Operators. Tried: the table in shared memory; it leaves room for one block beside it and loads 64 KiB a block.
#include "tensor.h"

#define AE_EACH_THREADS 256

struct lut_args {
    const i8* in; // (box)
    i8* out;      // (box)
    ae_finish finish;
    ae_box box;
};
AE_KERNEL_PLAIN(lut, lut_args, AE_EACH_THREADS) {
    u64 first = 4 * ae_thread();
    if (first >= ae_cells(args.box))
        return;
    u32 in = ae_load_four(args.box, args.in, first);
    ae_make_four(args.box, args.out, first, [&](u32 k, ae_at) { return ae_finished(args.finish, ae_byte(in, k)); });
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
    u64 first = 4 * ae_thread();
    if (first >= ae_cells(args.box))
        return;
    u32 left = ae_load_four(args.box, args.left, first), right = ae_load_four(args.box, args.right, first);
    ae_make_four(args.box, args.out, first, [&](u32 k, ae_at) {
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
    ae_make_four(args.box, args.out, 4 * ae_thread(), [&](u32, ae_at at) {
        i32 acc = 0;
        for (u32 j = 0; j < 1u << args.high; j++)
            for (u32 i = 0; i < 1u << args.wide; i++)
                acc += args.in[ae_join(args.from, at.c, (at.x << args.wide) + i, (at.y << args.high) + j, at.b)];
        return ae_finished(args.finish, acc);
    });
}

/// acc = 256 In(2 i) + In(2 i + 1) along an axis.
struct pair_args {
    const i8* in; // (from): box, twice as long along the axis
    i8* out;      // (box)
    ae_finish finish;
    ae_box from, box;
    u32 axis, unused;
};
AE_KERNEL_PLAIN(pair, pair_args, AE_EACH_THREADS) {
    ae_make_four(args.box, args.out, 4 * ae_thread(), [&](u32, ae_at at) {
        u32 c = at.c << (args.axis == 0), x = at.x << (args.axis == 1), y = at.y << (args.axis == 2), b = at.b << (args.axis == 3);
        i32 even = args.in[ae_join(args.from, c, x, y, b)];
        i32 odd = args.in[ae_join(args.from, c + (args.axis == 0), x + (args.axis == 1), y + (args.axis == 2), b + (args.axis == 3))];
        return ae_finished(args.finish, 256 * even + odd);
    });
}

/// int16 to int8: (v + 128) >> 8 within -127..127.
struct view8_args {
    const i16* in; // (box)
    i8* out;       // (box)
    ae_box box;
};
AE_KERNEL_PLAIN(view8, view8_args, AE_EACH_THREADS) {
    ae_make_four(args.box, args.out, 4 * ae_thread(), [&](u32, ae_at at) {
        i32 value = (args.in[ae_join(args.box, at)] + 128) >> 8;
        return value < -127 ? -127 : value > 127 ? 127 : value;
    });
}

/// Key j (channel) for query i (x): kept for j <= i, else -127.
struct causal_mask_args {
    const i8* in; // (box)
    i8* out;      // (box)
    ae_box box;
};
AE_KERNEL_PLAIN(causal_mask, causal_mask_args, AE_EACH_THREADS) {
    ae_make_four(args.box, args.out, 4 * ae_thread(), [&](u32, ae_at at) { return at.c <= at.x ? (i32)args.in[ae_join(args.box, at)] : -127; });
}

/// int8 to uint16 by a table of 256 rows, row v + 128.
struct exponential_args {
    const i8* in; // (box)
    u16* out;     // (box)
    const u16* table;
    ae_box box;
};
AE_KERNEL_PLAIN(exponential, exponential_args, AE_EACH_THREADS) {
    u64 cell = ae_thread();
    if (cell >= ae_cells(args.box))
        return;
    ae_at at = ae_split(args.box, cell);
    u64 index = ae_join(args.box, at);
    args.out[index] = ae_is_live(args.box, at) ? args.table[args.in[index] + 128] : (u16)0;
}
