// How a tensor lies on the device, and the arithmetic that every operator ends with.
//
// A tensor is its whole frame in the order of AIR8.md, in two's complement: int8 as signed bytes, uint16 and int16 as the machine's 16-bit words.
// The file's excess-128 would need an exclusive-or on every operand before it could meet a tensor core, and cp.async could not bring tiles
// straight from memory to shared memory; hashing pays the same exclusive-or instead, one instruction for four bytes beside forty for the hash.
// Elements outside the live box are zero after every kernel, so a tensor is hashed as it lies and sums may run over whole frames.
// Every buffer is a whole number of 16 bytes; what stands behind the frame is never read as an element.
#pragma once
#include "device.h"

/// Shape of a tensor, and the part of it that a kernel makes: all of it, or the one place `*position` of an axis (a step of a decode loop, where the
/// number comes from memory so that a recorded graph serves every step). Inputs are read whole: a place needs others before it.
struct ae_box {
    u32 live[4];
    u32 log[4]; // of the frame's sizes
    const u32* position;
    u32 sliced; // axis + 1, or 0: all of it
    u32 unused;
};

struct ae_at {
    u32 c, x, y, b;
};

/// What follows an accumulator: its bias (one per channel, or null), the shift, and the LUT, whose row of value v stands at v + 32768.
struct ae_finish {
    const i32* bias;
    const i8* lut;
    u32 shift;
    u32 unused;
};

/// Logarithm of the places of the frame that are made along an axis, and how many of them are live.
AE_INLINE u32 ae_span_log(const ae_box& box, u32 axis) { return box.sliced == axis + 1 ? 0 : box.log[axis]; }
AE_INLINE u32 ae_span(const ae_box& box, u32 axis) { return box.sliced == axis + 1 ? 1 : box.live[axis]; }

/// Places of the frame that are made: threads number them from 0.
AE_INLINE u64 ae_cells(const ae_box& box) { return 1ull << (ae_span_log(box, 0) + ae_span_log(box, 1) + ae_span_log(box, 2) + ae_span_log(box, 3)); }

/// Elements along axis 0 stand together; a row is a place of the others.
AE_INLINE u32 ae_live_rows(const ae_box& box) { return ae_span(box, 1) * ae_span(box, 2) * ae_span(box, 3); }

AE_INLINE ae_at ae_placed(const ae_box& box, ae_at at) {
    if (box.sliced == 0)
        return at;
    u32 position = *box.position;
    at.c = box.sliced == 1 ? position : at.c;
    at.x = box.sliced == 2 ? position : at.x;
    at.y = box.sliced == 3 ? position : at.y;
    at.b = box.sliced == 4 ? position : at.b;
    return at;
}

/// Where the cell of that number lies.
AE_INLINE ae_at ae_split(const ae_box& box, u64 cell) {
    ae_at at;
    at.c = (u32)cell & ((1u << ae_span_log(box, 0)) - 1);
    cell >>= ae_span_log(box, 0);
    at.x = (u32)cell & ((1u << ae_span_log(box, 1)) - 1);
    cell >>= ae_span_log(box, 1);
    at.y = (u32)cell & ((1u << ae_span_log(box, 2)) - 1);
    at.b = (u32)(cell >> ae_span_log(box, 2));
    return ae_placed(box, at);
}

/// Where the live row of that number lies; its first channel.
AE_INLINE ae_at ae_row_at(const ae_box& box, u32 row) {
    ae_at at;
    u32 rest = row / ae_span(box, 1);
    at.c = 0;
    at.x = row % ae_span(box, 1);
    at.y = rest % ae_span(box, 2);
    at.b = rest / ae_span(box, 2);
    return ae_placed(box, at);
}

/// Index in the frame.
AE_INLINE u64 ae_join(const ae_box& box, u32 c, u32 x, u32 y, u32 b) {
    return ((((((u64)b << box.log[2]) + y) << box.log[1]) + x) << box.log[0]) + c;
}
AE_INLINE u64 ae_join(const ae_box& box, const ae_at& at) { return ae_join(box, at.c, at.x, at.y, at.b); }

AE_INLINE u64 ae_row(const ae_box& box, u32 row) { return ae_join(box, ae_row_at(box, row)); }

AE_INLINE bool ae_is_live(const ae_box& box, const ae_at& at) {
    return at.c < box.live[0] && at.x < box.live[1] && at.y < box.live[2] && at.b < box.live[3];
}

/// floor((acc + half) / 2^shift), saturated to int16. Rule W-05 keeps acc + half within 32 bits.
AE_INLINE i32 ae_requantise(i32 acc, u32 shift) {
    i32 half = shift == 0 ? 0 : 1 << (shift - 1);
    i32 value = (acc + half) >> shift;
    return value < -32768 ? -32768 : value > 32767 ? 32767 : value;
}

AE_INLINE i32 ae_finished(const ae_finish& finish, i32 acc) { return finish.lut[ae_requantise(acc, finish.shift) + 32768]; }

AE_INLINE u64 ae_thread() { return (u64)blockIdx.x * blockDim.x + threadIdx.x; }

AE_INLINE i32 ae_byte(u32 word, u32 k) { return (i8)(word >> (8 * k)); }

/// Sum over the 32 lanes, on every lane.
AE_INLINE i32 ae_warp_sum(i32 value) {
    for (u32 distance = 16; distance; distance >>= 1)
        value += (i32)ae_exchange((u32)value, distance);
    return value;
}

/// Four cells from `first`, a multiple of four, lie in one word of the frame.
AE_INLINE bool ae_in_words(const ae_box& box) { return box.sliced == 0 || ae_span_log(box, 0) >= 2; }

/// Index in the frame of the first of four cells that lie in one word.
AE_INLINE u64 ae_word_at(const ae_box& box, u64 first) { return box.sliced == 0 ? first : ae_join(box, ae_split(box, first)); }

/// The elements at four cells, lowest byte first.
AE_INLINE u32 ae_load_four(const ae_box& box, const i8* in, u64 first) {
    if (ae_in_words(box))
        return *(const u32*)(in + ae_word_at(box, first));
    u32 word = 0;
    for (u32 k = 0; k < 4 && first + k < ae_cells(box); k++)
        word |= (u32)(u8)in[ae_join(box, ae_split(box, first + k))] << (8 * k);
    return word;
}

/// Makes four cells of an int8 frame: make(k, at) for the live ones, zero for the others.
template <class Make> AE_INLINE void ae_make_four(const ae_box& box, i8* out, u64 first, Make make) {
    u64 cells = ae_cells(box);
    if (first >= cells)
        return;
    u32 word = 0;
#pragma unroll
    for (u32 k = 0; k < 4; k++) {
        ae_at at = ae_split(box, first + k);
        if (first + k < cells && ae_is_live(box, at))
            word |= (u32)(u8)make(k, at) << (8 * k);
    }
    if (ae_in_words(box))
        *(u32*)(out + ae_word_at(box, first)) = word;
    else
        for (u32 k = 0; k < 4 && first + k < cells; k++)
            out[ae_join(box, ae_split(box, first + k))] = (i8)(word >> (8 * k));
}
