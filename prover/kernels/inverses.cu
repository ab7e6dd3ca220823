// 1 / x of many elements: one inversion a block, and four products an element.
//
// Idea: Montgomery's simultaneous inversion, twice. A thread multiplies its elements up and keeps the products on the way; the block multiplies the threads' totals
// up and down a tree in shared memory, whose root alone is inverted; each thread goes back down its elements with the inverse of its total.
// Layout: element j of thread t of a block stands at 128 j + t of the block's share, so neighbours read neighbours. Scratch is as long as the values.
// Cost: 4 products an element, 3 a thread, and 380 a block, which one thread makes while others of other blocks multiply. Zero has no inverse: a flag
// is raised, and the block's elements come out as zeros. Source: Montgomery 1987. Tried: an inversion a thread; 380 products against 64 for its elements.
#include "field.h"

#define AE_INVERSE_THREADS 128
#define AE_INVERSE_OF_THREAD 16

struct ae_inverse_tree {
    ae_fr node[2 * AE_INVERSE_THREADS];
};

struct fr_inverse_args {
    ae_fr* values;  // (count)
    ae_fr* scratch; // (count)
    u32* zero;      // set to 1 when there is one
    u64 count;
    ae_fr one; // in Montgomery form
};
AE_KERNEL(fr_inverse, fr_inverse_args, AE_INVERSE_THREADS) {
    AE_SHARED(ae_inverse_tree, tree);
    u64 start = (u64)blockIdx.x * (AE_INVERSE_THREADS * AE_INVERSE_OF_THREAD) + threadIdx.x;
    u32 leaf = AE_INVERSE_THREADS + threadIdx.x;
    ae_fr product = args.one;
    for (u32 j = 0; j < AE_INVERSE_OF_THREAD; j++) {
        u64 at = start + j * AE_INVERSE_THREADS;
        if (at >= args.count)
            break;
        ae_store(args.scratch + at, product);
        product = ae_multiply(product, ae_load(args.values + at));
    }
    ae_store(&tree.node[leaf], product);
    ae_barrier(); // every total is there
    // Node n is the product of nodes 2n and 2n + 1, and node 1, the root, is inverted at once; behind it, going down, every node becomes its inverse.
    for (u32 width = AE_INVERSE_THREADS / 2; width > 0; width /= 2) {
        if (threadIdx.x < width) {
            u32 n = width + threadIdx.x;
            ae_fr both = ae_multiply(ae_load(&tree.node[2 * n]), ae_load(&tree.node[2 * n + 1]));
            if (n == 1 && ae_is_zero(both))
                *args.zero = 1;
            if (n == 1)
                both = ae_inverse(both);
            ae_store(&tree.node[n], both);
        }
        ae_barrier(); // this level is multiplied
    }
    for (u32 width = 1; width < AE_INVERSE_THREADS; width *= 2) {
        if (threadIdx.x < width) {
            u32 n = width + threadIdx.x;
            ae_fr inverse = ae_load(&tree.node[n]), left = ae_load(&tree.node[2 * n]), right = ae_load(&tree.node[2 * n + 1]);
            ae_store(&tree.node[2 * n], ae_multiply(inverse, right));
            ae_store(&tree.node[2 * n + 1], ae_multiply(inverse, left));
        }
        ae_barrier(); // this level is inverted
    }
    ae_fr inverse = ae_load(&tree.node[leaf]);
    for (u32 j = AE_INVERSE_OF_THREAD; j-- > 0;) {
        u64 at = start + j * AE_INVERSE_THREADS;
        if (at >= args.count)
            continue;
        ae_fr value = ae_load(args.values + at);
        ae_store(args.values + at, ae_multiply(inverse, ae_load(args.scratch + at)));
        inverse = ae_multiply(inverse, value);
    }
}
