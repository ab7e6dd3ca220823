// DepthwiseConv2D: every channel has a kernel of its own.
//
// Idea: a thread makes four neighbouring channels of one place and walks over the kernel; neighbours read neighbouring words.
// Layout: weights [c][kx][ky] with the channels lowest, so a tap's weights of four channels are one word, like the input's.
// Cost: kernel_x kernel_y words of input and of weights for four results, most from the cache. Bound by memory.
// Source: prover/AIR8.md, DepthwiseConv2D. Tried: tiles in shared memory; the first-level cache does the same for kernels this small.
#include "tensor.h"

struct depthwise_args {
    const i8* in;      // (from)
    const i8* weights; // (ky, kx, channels of the frame)
    i8* out;           // (box)
    ae_finish finish;
    ae_box from, box;
    u32 kernel_x, kernel_y, stride_x_log, stride_y_log;
    i32 left, top;
    u32 kernel_x_log, unused; // columns of the weights
};

AE_KERNEL_PLAIN(depthwise, depthwise_args, 256) {
    ae_make_four(args.box, args.out, 4 * ae_thread(), [&](u32, ae_at at) {
        i32 x0 = (i32)(at.x << args.stride_x_log) - args.left, y0 = (i32)(at.y << args.stride_y_log) - args.top;
        i32 acc = args.finish.bias ? args.finish.bias[at.c] : 0;
        for (u32 ky = 0; ky < args.kernel_y; ky++) {
            u32 y = (u32)(y0 + (i32)ky);
            if (y >= args.from.live[2])
                continue;
            for (u32 kx = 0; kx < args.kernel_x; kx++) {
                u32 x = (u32)(x0 + (i32)kx);
                if (x < args.from.live[1])
                    acc += args.in[ae_join(args.from, at.c, x, y, at.b)] * args.weights[((((u64)ky << args.kernel_x_log) + kx) << args.box.log[0]) + at.c];
            }
        }
        return ae_finished(args.finish, acc);
    });
}
