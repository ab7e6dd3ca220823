// How a tensor lies on the device, and the arithmetic that every operator ends with.
//
// A tensor is its whole frame in the order of AIR8.md, in two's complement: int8 as signed bytes, uint16 and int16 as the machine's 16-bit words.
// The file's excess-128 would need an exclusive-or on every operand before it could meet a tensor core, and cp.async could not bring tiles
// straight from memory to shared memory; hashing pays the same exclusive-or instead, one instruction for four bytes beside forty for the hash.
// Elements outside the live box are zero after every kernel, so a tensor is hashed as it lies and sums may run over whole frames.
// Every buffer is a whole number of 16 bytes; what stands behind the frame is never read as an element.
#pragma once
#include "device.h"

/// Shape of a tensor: live sizes, and logarithms of the frame's sizes.
struct ae_box {
    u32 live[4];
    u32 log[4];
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

AE_INLINE u64 ae_frame(const ae_box& box) { return 1ull << (box.log[0] + box.log[1] + box.log[2] + box.log[3]); }

/// Elements of the frame along axis 0 stand together; a row is one of the others.
AE_INLINE u32 ae_live_rows(const ae_box& box) { return box.live[1] * box.live[2] * box.live[3]; }

AE_INLINE ae_at ae_split(const ae_box& box, u64 index) {
    ae_at at;
    at.c = (u32)index & ((1u << box.log[0]) - 1);
    index >>= box.log[0];
    at.x = (u32)index & ((1u << box.log[1]) - 1);
    index >>= box.log[1];
    at.y = (u32)index & ((1u << box.log[2]) - 1);
    at.b = (u32)(index >> box.log[2]);
    return at;
}

AE_INLINE u64 ae_join(const ae_box& box, u32 c, u32 x, u32 y, u32 b) {
    return ((((((u64)b << box.log[2]) + y) << box.log[1]) + x) << box.log[0]) + c;
}

AE_INLINE bool ae_is_live(const ae_box& box, const ae_at& at) {
    return at.c < box.live[0] && at.x < box.live[1] && at.y < box.live[2] && at.b < box.live[3];
}

/// First element in the frame of the live row of that number.
AE_INLINE u64 ae_row(const ae_box& box, u32 row) {
    u32 x = row % box.live[1], rest = row / box.live[1];
    return ae_join(box, 0, x, rest % box.live[2], rest / box.live[2]);
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
