// Operators that move elements and change none: Transpose, Concat, Slice; a place of a decode loop on its own; the file's bytes and the device's.
//
// Idea: one thread per element of the result; it says which element of the input stands there. Writes are in order, reads are where they are.
// Layout: frames of tensor.h. Elements of one or two bytes.
// Cost: reads and writes every element once; a transposition's reads use a 32-byte sector for each byte in the worst case.
// Source: prover/AIR8.md, Operators and rule G-17.
#include "tensor.h"

#define AE_MOVE_THREADS 256

AE_INLINE u32 ae_pick(const ae_at& at, u32 axis) { return axis == 0 ? at.c : axis == 1 ? at.x : axis == 2 ? at.y : at.b; }

/// Axis j of the result is axis from_axis[j] of In.
struct transpose_args {
    const void* in; // (from)
    void* out;      // (box)
    ae_box from, box;
    u32 from_axis[4];
};
template <class T> AE_INLINE void ae_transpose(const transpose_args& args) {
    u64 cell = ae_thread();
    if (cell >= ae_cells(args.box))
        return;
    ae_at at = ae_split(args.box, cell);
    T value = 0;
    if (ae_is_live(args.box, at)) {
        u64 source = 0;
#pragma unroll
        for (u32 j = 0; j < 4; j++) {
            u32 axis = args.from_axis[j];
            u32 below = (axis > 0 ? args.from.log[0] : 0) + (axis > 1 ? args.from.log[1] : 0) + (axis > 2 ? args.from.log[2] : 0);
            source += (u64)ae_pick(at, j) << below;
        }
        value = ((const T*)args.in)[source];
    }
    ((T*)args.out)[ae_join(args.box, at)] = value;
}
AE_KERNEL_PLAIN(transpose_8, transpose_args, AE_MOVE_THREADS) { ae_transpose<u8>(args); }
AE_KERNEL_PLAIN(transpose_16, transpose_args, AE_MOVE_THREADS) { ae_transpose<u16>(args); }

/// A part along one axis: elements from_start .. from_start + length - 1 of In become to_start .. of Out; the rest of Out stays. Slice is one of
/// them into an empty result, Concat one for each input.
struct move_part_args {
    const void* in; // (from)
    void* out;      // (box)
    ae_box from, box;
    u32 axis, from_start, to_start, length;
};
template <class T> AE_INLINE void ae_move_part(const move_part_args& args) {
    u64 cell = ae_thread();
    if (cell >= ae_cells(args.from))
        return;
    ae_at at = ae_split(args.from, cell);
    u32 along = ae_pick(at, args.axis);
    if (!ae_is_live(args.from, at) || along < args.from_start || along >= args.from_start + args.length)
        return;
    u32 to = along - args.from_start + args.to_start;
    u64 target = ae_join(args.box, args.axis == 0 ? to : at.c, args.axis == 1 ? to : at.x, args.axis == 2 ? to : at.y, args.axis == 3 ? to : at.b);
    ((T*)args.out)[target] = ((const T*)args.in)[ae_join(args.from, at)];
}
AE_KERNEL_PLAIN(move_part_8, move_part_args, AE_MOVE_THREADS) { ae_move_part<u8>(args); }
AE_KERNEL_PLAIN(move_part_16, move_part_args, AE_MOVE_THREADS) { ae_move_part<u16>(args); }

/// The cells of a box, one behind the other: a place of a decode loop as a tensor of its own, for its boundary.
struct take_args {
    const void* in; // (box)
    void* out;      // (cells)
    ae_box box;
};
template <class T> AE_INLINE void ae_take(const take_args& args) {
    u64 cell = ae_thread();
    if (cell < ae_cells(args.box))
        ((T*)args.out)[cell] = ((const T*)args.in)[ae_join(args.box, ae_split(args.box, cell))];
}
AE_KERNEL_PLAIN(take_8, take_args, AE_MOVE_THREADS) { ae_take<u8>(args); }
AE_KERNEL_PLAIN(take_16, take_args, AE_MOVE_THREADS) { ae_take<u16>(args); }

/// Turns stored bytes into the device's form and back: every byte of a word is exclusive-ored with `mask`, then bytes of each half are swapped
/// when `swap`. int8: 0x80808080, no swap. uint16: 0, swap. int16: 0x00800080 (the high byte comes first in the file), swap.
struct recode_args {
    const u32* in; // (words)
    u32* out;      // (words)
    u64 words;
    u32 mask, swap;
};
AE_KERNEL_PLAIN(recode, recode_args, AE_MOVE_THREADS) {
    u64 i = ae_thread();
    if (i >= args.words)
        return;
    u32 value = args.in[i] ^ args.mask;
    args.out[i] = args.swap ? ((value & 0x00ff00ffu) << 8) | ((value >> 8) & 0x00ff00ffu) : value;
}
