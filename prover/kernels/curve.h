// Points of BN254's G1. In memory affine, x and y, infinity as zeros, as G1Point of Aether.Proofs is; sums as (X, Y, ZZ, ZZZ) with x = X / ZZ, y = Y / ZZZ,
// ZZ^3 = ZZZ^2, infinity with ZZ = 0.
//
// Cost: an affine point added 10 products, two sums 14, a doubling 9. Sums of equal and of opposite points and of infinity are right too.
// Source: Bernstein and Lange, Explicit-Formulas Database, short Weierstrass with a = 0, XYZZ: madd-2008-s, add-2008-s, dbl-2008-s-1, mdbl-2008-s-1.
// Tried: affine additions with a shared inversion, 6 products and 3 for the inverse: not on a device yet; they meet four times a batch.
#pragma once
#include "field.h"

struct ae_point {
    ae_fq x, y;
};

struct ae_sum {
    ae_fq x, y, zz, zzz;
};

AE_INLINE ae_sum ae_infinity() {
    ae_fq zero = ae_zero<ae_base_modulus>();
    return {zero, zero, zero, zero};
}

AE_INLINE ae_point ae_load(const ae_point* from) { return {ae_load(&from->x), ae_load(&from->y)}; }

AE_INLINE ae_sum ae_load(const ae_sum* from) { return {ae_load(&from->x), ae_load(&from->y), ae_load(&from->zz), ae_load(&from->zzz)}; }

AE_INLINE void ae_store(ae_sum* to, const ae_sum& p) {
    ae_store(&to->x, p.x);
    ae_store(&to->y, p.y);
    ae_store(&to->zz, p.zz);
    ae_store(&to->zzz, p.zzz);
}

/// 1 in Montgomery form: 2^256 mod q.
AE_INLINE ae_fq ae_fq_one() { return {{0xc58f0d9du, 0xd35d438du, 0xf5c70b3du, 0x0a78eb28u, 0x7879462cu, 0x666ea36fu, 0x9a07df2fu, 0x0e0a77c1u}}; }

/// Twice a sum. No point has order 2, so y is never 0, and infinity stays infinity.
AE_INLINE ae_sum ae_doubled(const ae_sum& p) {
    ae_fq u = ae_double(p.y), v = ae_square(u), w = ae_multiply(u, v), s = ae_multiply(p.x, v), square = ae_square(p.x);
    ae_fq m = ae_add(ae_double(square), square), x = ae_subtract(ae_square(m), ae_double(s));
    ae_fq y = ae_subtract(ae_multiply(m, ae_subtract(s, x)), ae_multiply(w, p.y));
    return {x, y, ae_multiply(v, p.zz), ae_multiply(w, p.zzz)};
}

/// What two different points have in common with every other pair: p = u2 - u1 and r = s2 - s1, not both zero; zz and zzz those of the first point's scale.
AE_INLINE ae_sum ae_joined(const ae_fq& u1, const ae_fq& s1, const ae_fq& p, const ae_fq& r, const ae_fq& zz, const ae_fq& zzz) {
    ae_fq pp = ae_square(p), ppp = ae_multiply(p, pp), q = ae_multiply(u1, pp);
    ae_fq x = ae_subtract(ae_subtract(ae_square(r), ppp), ae_double(q));
    ae_fq y = ae_subtract(ae_multiply(r, ae_subtract(q, x)), ae_multiply(s1, ppp));
    return {x, y, ae_multiply(zz, pp), ae_multiply(zzz, ppp)};
}

/// Adds an affine point to a sum.
AE_INLINE void ae_add_to(ae_sum& sum, const ae_point& b) {
    if (ae_is_zero(b.x) && ae_is_zero(b.y))
        return;
    if (ae_is_zero(sum.zz)) {
        sum = {b.x, b.y, ae_fq_one(), ae_fq_one()};
        return;
    }
    ae_fq p = ae_subtract(ae_multiply(b.x, sum.zz), sum.x), r = ae_subtract(ae_multiply(b.y, sum.zzz), sum.y);
    if (!ae_is_zero(p))
        sum = ae_joined(sum.x, sum.y, p, r, sum.zz, sum.zzz);
    else
        sum = ae_is_zero(r) ? ae_doubled(sum) : ae_infinity();
}

/// Two sums. Not inlined: three kernels use it, and it is long.
AE_FUNCTION ae_sum ae_plus(ae_sum a, ae_sum b) {
    if (ae_is_zero(b.zz))
        return a;
    if (ae_is_zero(a.zz))
        return b;
    ae_fq u1 = ae_multiply(a.x, b.zz), s1 = ae_multiply(a.y, b.zzz);
    ae_fq p = ae_subtract(ae_multiply(b.x, a.zz), u1), r = ae_subtract(ae_multiply(b.y, a.zzz), s1);
    if (ae_is_zero(p))
        return ae_is_zero(r) ? ae_doubled(a) : ae_infinity();
    return ae_joined(u1, s1, p, r, ae_multiply(a.zz, b.zz), ae_multiply(a.zzz, b.zzz));
}
