// The turn of a decode loop: which token stands at the next position, and which position that is.
//
// Idea: the loop's state is two words on the device, so that one recorded graph makes every step and nobody waits for the host in between.
// Layout: tokens as uint16 by position; the position as one word.
// Cost: nothing to speak of. One thread.
// Source: prover/AIR8.md, Decode loops. Tried: the position as a parameter; a graph would have to be changed before every step.
#include "tensor.h"

/// in[t] = prompt[t] while there is one, else out[t - 1].
struct feed_args {
    const u16* prompt;   // (known)
    const u16* out;      // (positions)
    u16* in;             // (positions)
    const u32* position; // t
    const u32* known;    // tokens of the prompt, at least 1
};
AE_KERNEL_PLAIN(feed_token, feed_args, 32) {
    u32 t = *args.position;
    if (ae_thread() == 0)
        args.in[t] = t < *args.known ? args.prompt[t] : args.out[t - 1];
}

struct next_args {
    u32* position;
};
AE_KERNEL_PLAIN(next_position, next_args, 32) {
    if (ae_thread() == 0)
        *args.position += 1;
}
