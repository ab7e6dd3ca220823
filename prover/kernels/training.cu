// Update: one step of stochastic gradient descent on a weight matrix or a bias.
//
// Idea: a thread makes one element of the state; its gradient is a sum over the batch, read four at a time.
// Layout: state (k, n) as int16; the factors have the batch in their channels, so both are contiguous along the sum.
// Cost: K N B multiplies from cached words. The networks trained this way are small; a larger one wants the tiles of contract.h.
// Source: prover/AIR8.md, Update; rule W-05 keeps 127^2 B rate within 32 bits.
#include "tensor.h"

struct update_args {
    const i16* state; // (box)
    const i8* delta;  // (batch, n)
    const i8* in;     // (batch, k), or null: the state is a bias (n) and g the sum of delta
    i16* out;         // (box)
    ae_box box;
    u32 batch, batch_log, rate, shift;
};

AE_KERNEL_PLAIN(update, update_args, 256) {
    u64 index = ae_thread();
    if (index >= ae_cells(args.box))
        return;
    ae_at at = ae_split(args.box, index);
    i32 value = 0;
    if (ae_is_live(args.box, at)) {
        u32 n = args.in ? at.x : at.c;
        const i8* delta = args.delta + ((u64)n << args.batch_log);
        const i8* in = args.in ? args.in + ((u64)at.c << args.batch_log) : nullptr;
        i32 gradient = 0;
        u32 b = 0;
        if (args.batch_log >= 2)
            for (; b + 4 <= args.batch; b += 4)
                gradient = ae_dp4a(in ? *(const u32*)(in + b) : 0x01010101u, *(const u32*)(delta + b), gradient);
        for (; b < args.batch; b++)
            gradient += (in ? in[b] : 1) * delta[b];
        value = args.state[index] - ae_requantise(gradient * (i32)args.rate, args.shift);
        value = value < -32768 ? -32768 : value > 32767 ? 32767 : value;
    }
    args.out[index] = (i16)value;
}
