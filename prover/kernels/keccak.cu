// Tensor trees: Keccak-256 over leaves of 256 bytes, over pairs of nodes, and over the header that makes a root.
//
// Idea: one thread hashes one leaf or one node, its 25 words in registers. Where all tensors of a run stay in memory, which is so in every decode loop, their
// leaves are hashed at its end in one launch; where buffers are used again, each behind the kernel that made it. The levels above are made for all
// tensors together, one launch a level: the many small trees of a step cost a dozen launches and not a dozen each.
// Layout: an arena of hashes; those of a tree stand level by level where its leaves began: level 0 at `start`, nodes behind it. All trees here have a power of two of leaves
// (frames are powers of two), so nobody needs a padding leaf.
// Cost: a leaf is two permutations, a node one; a permutation is 24 rounds of about 170 instructions of 32 bits.
// Source: prover/AIR8.md, Trees. Tried: a block that reduces its leaves in shared memory; the upper levels leave most of its threads idle.
#include "tensor.h"

#define AE_HASH_THREADS 128

AE_CONSTANT u64 ae_round_constants[24] = {
    0x0000000000000001ull, 0x0000000000008082ull, 0x800000000000808aull, 0x8000000080008000ull, 0x000000000000808bull, 0x0000000080000001ull,
    0x8000000080008081ull, 0x8000000000008009ull, 0x000000000000008aull, 0x0000000000000088ull, 0x0000000080008009ull, 0x000000008000000aull,
    0x000000008000808bull, 0x800000000000008bull, 0x8000000000008089ull, 0x8000000000008003ull, 0x8000000000008002ull, 0x8000000000000080ull,
    0x000000000000800aull, 0x800000008000000aull, 0x8000000080008081ull, 0x8000000000008080ull, 0x0000000080000001ull, 0x8000000080008008ull};

AE_INLINE void ae_permute(u64 s[25]) {
    const u32 turns[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
    const u32 lanes[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
#pragma unroll 1
    for (u32 round = 0; round < 24; round++) {
        u64 c[5];
#pragma unroll
        for (u32 x = 0; x < 5; x++)
            c[x] = s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20];
#pragma unroll
        for (u32 x = 0; x < 5; x++) {
            u64 d = c[(x + 4) % 5] ^ ae_rotate(c[(x + 1) % 5], 1);
#pragma unroll
            for (u32 y = 0; y < 25; y += 5)
                s[y + x] ^= d;
        }
        u64 moved = s[1];
#pragma unroll
        for (u32 i = 0; i < 24; i++) {
            u64 kept = s[lanes[i]];
            s[lanes[i]] = ae_rotate(moved, turns[i]);
            moved = kept;
        }
#pragma unroll
        for (u32 y = 0; y < 25; y += 5) {
            u64 a = s[y], b = s[y + 1], e = s[y + 2], f = s[y + 3], g = s[y + 4];
            s[y] = a ^ (~b & e);
            s[y + 1] = b ^ (~e & f);
            s[y + 2] = e ^ (~f & g);
            s[y + 3] = f ^ (~g & a);
            s[y + 4] = g ^ (~a & b);
        }
        s[0] ^= ae_round_constants[round];
    }
}

/// H(00 | 256 bytes) of 32 stored words: stored(i) is word i.
template <class Stored> AE_INLINE void ae_hash_leaf(u64* out, Stored stored_word) {
    u64 s[25];
#pragma unroll
    for (u32 i = 0; i < 25; i++)
        s[i] = 0;
    u64 before = 0; // the byte that the domain byte pushes into the next word
    // 257 bytes: 17 words of one block, then 15 words and a byte; the end mark follows.
#pragma unroll
    for (u32 block = 0; block < 2; block++) {
#pragma unroll
        for (u32 i = 0; i < 17; i++) {
            u32 word = 17 * block + i;
            u64 stored = word < 32 ? stored_word(word) : 0;
            if (word < 32)
                s[i] ^= stored << 8 | before;
            else if (word == 32)
                s[i] ^= 0x0100 | before;
            else
                s[i] ^= 0x8000000000000000ull;
            before = stored >> 56;
        }
        ae_permute(s);
    }
#pragma unroll
    for (u32 i = 0; i < 4; i++)
        out[i] = s[i];
}

/// Elements of the device in their stored form: bytes of 16-bit ones change places, and zeros become AIR8's.
AE_INLINE u64 ae_stored(u64 value, u64 mask, bool swap) {
    return (swap ? ((value & 0x00ff00ff00ff00ffull) << 8) | ((value >> 8) & 0x00ff00ff00ff00ffull) : value) ^ mask;
}

/// Leaf hashes of a tensor as it lies on the device: out[i] = H(00 | leaf i).
struct leaves_args {
    const u64* in; // (words): the frame
    u64* out;      // (leaves, 4)
    u64 words;     // of 8 bytes that hold frame, the last one perhaps in part
    u64 leaves;
    u64 mask;           // AIR8's form of a word of zeros
    u64 last_word_mask; // ones over the bytes of the last word that hold frame
    u32 swap, unused;
};
AE_KERNEL_PLAIN(hash_leaves, leaves_args, AE_HASH_THREADS) {
    u64 leaf = ae_thread();
    if (leaf >= args.leaves)
        return;
    ae_hash_leaf(args.out + 4 * leaf, [&](u32 word) {
        u64 at = 32 * leaf + word;
        u64 value = at < args.words ? args.in[at] : 0;
        return ae_stored(at + 1 == args.words ? value & args.last_word_mask : value, args.mask, args.swap != 0);
    });
}

/// A tensor, or its place at a position of a decode loop, whose leaves are hashed where it lies.
struct ae_hashed {
    const u8* in; // (box)
    u64 start;    // first leaf in the arena, in hashes
    ae_box box;
    u64 mask;
    u32 leaves_before; // of the tensors in front of this one
    u32 wide;          // elements of 16 bits
};

/// Leaf hashes of many tensors in one launch.
struct all_leaves_args {
    const ae_hashed* tensors; // (count)
    u64* hashes;              // (.., 4)
    u32 count, leaves;
};
AE_KERNEL_PLAIN(hash_all_leaves, all_leaves_args, AE_HASH_THREADS) {
    u64 leaf = ae_thread();
    if (leaf >= args.leaves)
        return;
    u32 low = 0, high = args.count;
    while (high - low > 1) {
        u32 middle = (low + high) / 2;
        if (args.tensors[middle].leaves_before <= leaf)
            low = middle;
        else
            high = middle;
    }
    const ae_hashed& one = args.tensors[low];
    u32 wide = one.wide;
    u64 index = leaf - one.leaves_before, cells = ae_cells(one.box);
    // Elements of a word lie together where the box makes whole runs of channels.
    bool together = one.box.sliced == 0 ? cells >= 8u >> wide : ae_span_log(one.box, 0) >= 3u - wide;
    ae_hash_leaf(args.hashes + 4 * (one.start + index), [&](u32 word) {
        u64 first = (32 * index + word) * (8 >> wide), value = 0;
        if (first < cells && together)
            value = *(const u64*)(one.in + ((one.box.sliced == 0 ? first : ae_join(one.box, ae_split(one.box, first))) << wide));
        else
            for (u32 k = 0; k < 8u >> wide && first + k < cells; k++) {
                u64 at = ae_join(one.box, ae_split(one.box, first + k));
                value |= (wide ? (u64)((const u16*)one.in)[at] : (u64)one.in[at]) << (wide ? 16 * k : 8 * k);
            }
        return ae_stored(value, one.mask, wide != 0);
    });
}

/// A tree whose leaves stand in the arena.
struct ae_tree {
    u64 start;      // first leaf, in hashes; its nodes follow its leaves
    u32 leaves_log; //
    u32 nodes_before; // nodes of this launch that belong to trees in front of this one
};

/// Level `level` of all trees that have one: nodes of the level below, pairwise.
struct nodes_args {
    const ae_tree* trees; // (count), those with at least 2^level leaves, with nodes_before for this level
    u64* hashes;          // (.., 4)
    u32 count, level, nodes, unused;
};
AE_KERNEL_PLAIN(hash_nodes, nodes_args, AE_HASH_THREADS) {
    u64 node = ae_thread();
    if (node >= args.nodes)
        return;
    u32 low = 0, high = args.count;
    while (high - low > 1) {
        u32 middle = (low + high) / 2;
        if (args.trees[middle].nodes_before <= node)
            low = middle;
        else
            high = middle;
    }
    ae_tree tree = args.trees[low];
    u64 index = node - tree.nodes_before;
    // Level l begins behind 2^log + 2^(log - 1) + .. of the levels below it.
    u64 total = 2ull << tree.leaves_log;
    u64 below = tree.start + total - (total >> (args.level - 1)), here = tree.start + total - (total >> args.level);
    const u64* in = args.hashes + 4 * (below + 2 * index);
    u64 s[25];
#pragma unroll
    for (u32 i = 0; i < 25; i++)
        s[i] = 0;
    u64 before = 1; // domain byte of a node
#pragma unroll
    for (u32 i = 0; i < 8; i++) {
        s[i] = in[i] << 8 | before;
        before = in[i] >> 56;
    }
    s[8] = 0x0100 | before;
    s[16] = 0x8000000000000000ull;
    ae_permute(s);
#pragma unroll
    for (u32 i = 0; i < 4; i++)
        args.hashes[4 * (here + index) + i] = s[i];
}

/// Roots: H(06 | type, rank, sizes, count | top), the 107 bytes of the preimage with the top left out, which stands at byte 75.
struct roots_args {
    const u64* preimages; // (count, 14): 107 bytes, zeros for the top and behind
    const ae_tree* trees; // (count)
    const u64* hashes;    // (.., 4)
    u64* roots;           // (positions, stride, 4)
    const u32* position;  // null: 0
    u32 count, stride;
};
AE_KERNEL_PLAIN(hash_roots, roots_args, AE_HASH_THREADS) {
    u64 index = ae_thread();
    if (index >= args.count)
        return;
    ae_tree tree = args.trees[index];
    const u64* top = args.hashes + 4 * (tree.start + (2ull << tree.leaves_log) - 2);
    u64 s[25];
#pragma unroll
    for (u32 i = 0; i < 25; i++)
        s[i] = i < 14 ? args.preimages[14 * index + i] : 0;
    // Byte 75 is byte 3 of word 9.
    u64 before = 0;
#pragma unroll
    for (u32 i = 0; i < 4; i++) {
        s[9 + i] |= top[i] << 24 | before;
        before = top[i] >> 40;
    }
    s[13] |= before;
    s[13] ^= 0x01ull << 24; // byte 107
    s[16] ^= 0x8000000000000000ull;
    ae_permute(s);
#pragma unroll
    for (u32 i = 0; i < 4; i++)
        args.roots[4 * ((args.position ? *args.position : 0) * (u64)args.stride + index) + i] = s[i];
}
