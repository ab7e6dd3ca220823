// Vectors of field elements: products, combinations, folds and the halves of an opening that go over the whole table.
//
// Idea: a thread makes one element, or walks one row or column of a table by Horner's rule; rows of a table of 2^n are 2^(n/2) long, and what is left of their
// number is the host's. Layout: elements of field.h side by side. Cost: a product an element, 32 bytes read for each operand; Horner two products deep.
// Source: prover/PROOFS.md, Opening; prover/Aether.Proofs/Opening/MercuryProver.cs says the same one element after the other.
// Tried: Horner over a whole column in one thread a row of 2^(n/2), without the host: the host's share is a thousand products of 2^20.
#include "field.h"

#define AE_VECTOR_THREADS 128
#define AE_TABLES_MAX 4

struct fr_product_args {
    const ae_fr* left;  // (count)
    const ae_fr* right; // (count)
    ae_fr* out;         // (count)
    u64 count;
};
AE_KERNEL_PLAIN(fr_product, fr_product_args, AE_VECTOR_THREADS) {
    u64 i = ae_thread();
    if (i < args.count)
        ae_store(args.out + i, ae_multiply(ae_load(args.left + i), ae_load(args.right + i)));
}

struct fq_product_args {
    const ae_fq* left;  // (count)
    const ae_fq* right; // (count)
    ae_fq* out;         // (count)
    u64 count;
};
AE_KERNEL_PLAIN(fq_product, fq_product_args, AE_VECTOR_THREADS) {
    u64 i = ae_thread();
    if (i < args.count)
        ae_store(args.out + i, ae_multiply(ae_load(args.left + i), ae_load(args.right + i)));
}

/// sums += values factor.
struct fr_add_scaled_args {
    const ae_fr* values; // (count)
    ae_fr* sums;         // (count)
    u64 count;
    u64 unused;
    ae_fr factor;
};
AE_KERNEL_PLAIN(fr_add_scaled, fr_add_scaled_args, AE_VECTOR_THREADS) {
    u64 i = ae_thread();
    if (i < args.count)
        ae_store(args.sums + i, ae_add(ae_load(args.sums + i), ae_multiply(ae_load(args.values + i), args.factor)));
}

/// Binds the lowest coordinate of every table: out[i] = in[2i] + word (in[2i + 1] - in[2i]). Table t is made by the blocks with y = t.
struct fr_fold_args {
    const ae_fr* in[AE_TABLES_MAX]; // (2 half)
    ae_fr* out[AE_TABLES_MAX];      // (half)
    u64 half;
    u64 unused;
    ae_fr word;
};
AE_KERNEL_PLAIN(fr_fold, fr_fold_args, AE_VECTOR_THREADS) {
    u64 i = ae_thread();
    if (i >= args.half)
        return;
    const ae_fr* in = args.in[blockIdx.y];
    ae_fr low = ae_load(in + 2 * i), high = ae_load(in + 2 * i + 1);
    ae_store(args.out[blockIdx.y] + i, ae_add(low, ae_multiply(args.word, ae_subtract(high, low))));
}

/// f = (X^width - word) q + g for the table's coefficients: thread j goes down column j, g is the rest.
struct column_horner_args {
    const ae_fr* table; // (rows, width)
    ae_fr* quotient;    // (rows - 1, width)
    ae_fr* rest;        // (width)
    u32 rows, width;
    ae_fr word;
};
AE_KERNEL_PLAIN(column_horner, column_horner_args, AE_VECTOR_THREADS) {
    u64 column = ae_thread(), width = args.width;
    if (column >= width)
        return;
    ae_fr carry = ae_zero<ae_scalar_modulus>();
    for (u32 row = args.rows; row-- > 0;) {
        carry = ae_add(ae_load(args.table + row * width + column), ae_multiply(carry, args.word));
        ae_store(row > 0 ? args.quotient + (row - 1) * width + column : args.rest + column, carry);
    }
}

/// (f - f(word)) / (X - word), in two launches with the host between them. Thread r goes down row r from what stands above it, ends[r]: the first time from
/// nothing, and leaves there where it ends; the second time it writes the quotient. f may be the quotient: a coefficient is read before it is written over.
struct row_horner_args {
    const ae_fr* table; // (rows, width)
    ae_fr* quotient;    // (rows, width), the last one 0; null the first time
    ae_fr* ends;        // (rows)
    u32 rows, width;
    ae_fr word;
};
AE_KERNEL_PLAIN(row_horner, row_horner_args, AE_VECTOR_THREADS) {
    u64 row = ae_thread(), width = args.width;
    if (row >= args.rows)
        return;
    bool second = args.quotient != nullptr;
    ae_fr carry = second ? ae_load(args.ends + row) : ae_zero<ae_scalar_modulus>();
    for (u64 at = (row + 1) * width; at-- > row * width;) {
        ae_fr coefficient = ae_load(args.table + at);
        if (second)
            ae_store(args.quotient + at, carry);
        carry = ae_add(coefficient, ae_multiply(carry, args.word));
    }
    if (!second)
        ae_store(args.ends + row, carry);
}
