// Sums over tables: the rounds of the sumchecks, rows times a vector, the symmetric sums of an opening, the bits of the largest scalar.
//
// Idea: a thread strides over its share and adds up in registers, a block adds its threads' sums in shared memory by halves, and fr_sums adds the blocks' sums.
// Field sums are exact, so neither the grid nor the order shows in a byte. Layout: tables of elements side by side; partial sums (blocks, sums).
// Cost: a round of products reads 128 bytes and makes 2 products a pair; one of slots 256 bytes and 14; one of rows 256 bytes and 9.
// Source: prover/PROOFS.md, Protocol, 4, 6, 8; the equations stand once more in SlotSide.cs and RowSide.cs. Tried: shuffles of eight words a step;
// eight meetings where shared memory has one.
#include "field.h"

#define AE_SUM_THREADS 128

template <u32 Count> struct ae_shared_sums {
    ae_fr of[AE_SUM_THREADS][Count];
};

/// Adds the sums of all threads of the block; thread i < Count writes sum i.
template <u32 Count> AE_INLINE void ae_block_sums(ae_shared_sums<Count>& shared, const ae_fr* own, ae_fr* out) {
#pragma unroll
    for (u32 k = 0; k < Count; k++)
        ae_store(&shared.of[threadIdx.x][k], own[k]);
    ae_barrier(); // every thread's sums are there
    for (u32 half = AE_SUM_THREADS / 2; half > 0; half /= 2) {
        // The pairs of sums that are left, spread over the threads.
        for (u32 i = threadIdx.x; i < half * Count; i += AE_SUM_THREADS) {
            ae_fr* to = &shared.of[i / Count][i % Count];
            ae_store(to, ae_add(ae_load(to), ae_load(&shared.of[half + i / Count][i % Count])));
        }
        ae_barrier(); // this half is added up
    }
    if (threadIdx.x < Count)
        ae_store(out + threadIdx.x, ae_load(&shared.of[0][threadIdx.x]));
}

/// The sums over i of l0 r0 and (l1 - l0)(r1 - r0) of pairs of neighbours.
struct product_sums_args {
    const ae_fr* left;  // (2 pairs)
    const ae_fr* right; // (2 pairs)
    ae_fr* sums;        // (blocks, 2)
    u64 pairs;
};
AE_KERNEL(product_sums, product_sums_args, AE_SUM_THREADS) {
    AE_SHARED(ae_shared_sums<2>, shared);
    ae_fr own[2] = {ae_zero<ae_scalar_modulus>(), ae_zero<ae_scalar_modulus>()};
    for (u64 i = ae_thread(); i < args.pairs; i += (u64)gridDim.x * AE_SUM_THREADS) {
        ae_fr l = ae_load(args.left + 2 * i), r = ae_load(args.right + 2 * i);
        own[0] = ae_add(own[0], ae_multiply(l, r));
        l = ae_subtract(ae_load(args.left + 2 * i + 1), l);
        r = ae_subtract(ae_load(args.right + 2 * i + 1), r);
        own[1] = ae_add(own[1], ae_multiply(l, r));
    }
    ae_block_sums<2>(shared, own, args.sums + 2 * blockIdx.x);
}

/// Coefficients 0, 2, 3 and 4 of a round of a lookup's side; see SlotSide.cs and RowSide.cs for the equations.
struct lookup_sums_args {
    const ae_fr* tables[4]; // (2 pairs); slots: eq, h, A, B; rows: eq, g, D, M, the last one null where every row counts once
    ae_fr* sums;            // (blocks, 4)
    u64 pairs;
    ae_fr share;
    ae_fr one; // in Montgomery form
};

struct ae_ends {
    ae_fr low, slope;
};

AE_INLINE ae_ends ae_load_ends(const ae_fr* pair) {
    ae_fr low = ae_load(pair);
    return {low, ae_subtract(ae_load(pair + 1), low)};
}

/// eq (h A B - A - B) + share h.
AE_KERNEL(slot_sums, lookup_sums_args, AE_SUM_THREADS) {
    AE_SHARED(ae_shared_sums<4>, shared);
    ae_fr own[4];
#pragma unroll
    for (u32 k = 0; k < 4; k++)
        own[k] = ae_zero<ae_scalar_modulus>();
    for (u64 i = ae_thread(); i < args.pairs; i += (u64)gridDim.x * AE_SUM_THREADS) {
        ae_ends a = ae_load_ends(args.tables[2] + 2 * i), b = ae_load_ends(args.tables[3] + 2 * i), h = ae_load_ends(args.tables[1] + 2 * i);
        ae_fr p0 = ae_multiply(a.low, b.low), p2 = ae_multiply(a.slope, b.slope);
        ae_fr p1 = ae_add(ae_multiply(a.low, b.slope), ae_multiply(a.slope, b.low));
        ae_fr c0 = ae_subtract(ae_multiply(h.low, p0), ae_add(a.low, b.low));
        ae_fr c1 = ae_subtract(ae_add(ae_multiply(h.low, p1), ae_multiply(h.slope, p0)), ae_add(a.slope, b.slope));
        ae_fr c2 = ae_add(ae_multiply(h.low, p2), ae_multiply(h.slope, p1)), c3 = ae_multiply(h.slope, p2);
        ae_ends q = ae_load_ends(args.tables[0] + 2 * i);
        own[0] = ae_add(own[0], ae_add(ae_multiply(q.low, c0), ae_multiply(args.share, h.low)));
        own[1] = ae_add(own[1], ae_add(ae_multiply(q.low, c2), ae_multiply(q.slope, c1)));
        own[2] = ae_add(own[2], ae_add(ae_multiply(q.low, c3), ae_multiply(q.slope, c2)));
        own[3] = ae_add(own[3], ae_multiply(q.slope, c3));
    }
    ae_block_sums<4>(shared, own, args.sums + 4 * blockIdx.x);
}

/// eq (g D - M) + share g.
AE_KERNEL(row_sums, lookup_sums_args, AE_SUM_THREADS) {
    AE_SHARED(ae_shared_sums<4>, shared);
    ae_fr own[4];
#pragma unroll
    for (u32 k = 0; k < 4; k++)
        own[k] = ae_zero<ae_scalar_modulus>();
    for (u64 i = ae_thread(); i < args.pairs; i += (u64)gridDim.x * AE_SUM_THREADS) {
        ae_ends g = ae_load_ends(args.tables[1] + 2 * i), d = ae_load_ends(args.tables[2] + 2 * i), m = {args.one, ae_zero<ae_scalar_modulus>()};
        if (args.tables[3])
            m = ae_load_ends(args.tables[3] + 2 * i);
        ae_fr c0 = ae_subtract(ae_multiply(g.low, d.low), m.low), c2 = ae_multiply(g.slope, d.slope);
        ae_fr c1 = ae_subtract(ae_add(ae_multiply(g.low, d.slope), ae_multiply(g.slope, d.low)), m.slope);
        ae_ends q = ae_load_ends(args.tables[0] + 2 * i);
        own[0] = ae_add(own[0], ae_add(ae_multiply(q.low, c0), ae_multiply(args.share, g.low)));
        own[1] = ae_add(own[1], ae_add(ae_multiply(q.low, c2), ae_multiply(q.slope, c1)));
        own[2] = ae_add(own[2], ae_multiply(q.slope, c2));
    }
    ae_block_sums<4>(shared, own, args.sums + 4 * blockIdx.x);
}

/// out[k] = the sum of column k, one block a column.
struct fr_sums_args {
    const ae_fr* in; // (rows, columns)
    ae_fr* out;      // (columns)
    u64 rows;
    u64 columns;
};
AE_KERNEL(fr_sums, fr_sums_args, AE_SUM_THREADS) {
    AE_SHARED(ae_shared_sums<1>, shared);
    ae_fr own = ae_zero<ae_scalar_modulus>();
    for (u64 row = threadIdx.x; row < args.rows; row += AE_SUM_THREADS)
        own = ae_add(own, ae_load(args.in + row * args.columns + blockIdx.x));
    ae_block_sums<1>(shared, &own, args.out + blockIdx.x);
}

/// out[r] = the sum over j of table[r][j] vector[j], one block a row.
struct row_products_args {
    const ae_fr* table;  // (rows, width)
    const ae_fr* vector; // (width)
    ae_fr* out;          // (rows)
    u64 width;
};
AE_KERNEL(row_products, row_products_args, AE_SUM_THREADS) {
    AE_SHARED(ae_shared_sums<1>, shared);
    ae_fr own = ae_zero<ae_scalar_modulus>();
    for (u64 j = threadIdx.x; j < args.width; j += AE_SUM_THREADS)
        own = ae_add(own, ae_multiply(ae_load(args.table + blockIdx.x * args.width + j), ae_load(args.vector + j)));
    ae_block_sums<1>(shared, &own, args.out + blockIdx.x);
}

/// Coefficients of X^1 to X^(width - 1) in g(X) e(1/X) + g(1/X) e(X) + factor (h(X) f(1/X) + h(1/X) f(X)), one block a coefficient.
struct symmetric_sums_args {
    const ae_fr* g; // (width)
    const ae_fr* e; // (width)
    const ae_fr* h; // (width)
    const ae_fr* f; // (width)
    ae_fr* out;     // (width - 1)
    u64 width;
    ae_fr factor;
};
AE_KERNEL(symmetric_sums, symmetric_sums_args, AE_SUM_THREADS) {
    AE_SHARED(ae_shared_sums<1>, shared);
    ae_fr own[2] = {ae_zero<ae_scalar_modulus>(), ae_zero<ae_scalar_modulus>()};
    u64 k = blockIdx.x + 1ull;
    for (u64 i = threadIdx.x; i + k < args.width; i += AE_SUM_THREADS) {
        ae_fr there = ae_multiply(ae_load(args.g + i + k), ae_load(args.e + i)), back = ae_multiply(ae_load(args.g + i), ae_load(args.e + i + k));
        own[0] = ae_add(own[0], ae_add(there, back));
        there = ae_multiply(ae_load(args.h + i + k), ae_load(args.f + i));
        back = ae_multiply(ae_load(args.h + i), ae_load(args.f + i + k));
        own[1] = ae_add(own[1], ae_add(there, back));
    }
    own[0] = ae_add(own[0], ae_multiply(own[1], args.factor));
    ae_block_sums<1>(shared, own, args.out + blockIdx.x);
}
