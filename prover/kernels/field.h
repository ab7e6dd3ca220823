// The two fields of BN254: numbers mod a prime of 254 bits as eight words in Montgomery form, x 2^256 mod p, always below p. In memory they are what
// Element<T> of Aether.Proofs is: 32 bytes, lowest first. Canonical before and after every operation, so equal values have equal bytes.
//
// Cost: a product is 128 multiply-adds of 32 by 32 bits to two words for the factors and the reduction each half, 16 chains, and one conditional subtraction.
// Source: Koc, Acar, Kaliski 1996 (CIOS), with the words of even and of odd places apart (limbs.h); with p below 2^254 nothing is carried out of nine words.
// Tried: one accumulator and two passes a word, low halves then high halves: twice as many instructions, since a fused product hands out both.
#pragma once
#include "limbs.h"
#include "tensor.h"

/// A field element. Modulus: the words of p, and -1/p mod 2^32.
template <class Modulus> struct alignas(16) ae_element {
    u32 word[8];
};

struct ae_scalar_modulus {
    static const u32 negated_inverse = 0xefffffffu;
    AE_INLINE void read(u32 p[8]) {
        p[0] = 0xf0000001u, p[1] = 0x43e1f593u, p[2] = 0x79b97091u, p[3] = 0x2833e848u;
        p[4] = 0x8181585du, p[5] = 0xb85045b6u, p[6] = 0xe131a029u, p[7] = 0x30644e72u;
    }
};

struct ae_base_modulus {
    static const u32 negated_inverse = 0xe4866389u;
    AE_INLINE void read(u32 p[8]) {
        p[0] = 0xd87cfd47u, p[1] = 0x3c208c16u, p[2] = 0x6871ca8du, p[3] = 0x97816a91u;
        p[4] = 0x8181585du, p[5] = 0xb85045b6u, p[6] = 0xe131a029u, p[7] = 0x30644e72u;
    }
};

typedef ae_element<ae_scalar_modulus> ae_fr;
typedef ae_element<ae_base_modulus> ae_fq;

template <class M> AE_INLINE ae_element<M> ae_zero() {
    ae_element<M> x;
#pragma unroll
    for (u32 i = 0; i < 8; i++)
        x.word[i] = 0;
    return x;
}

template <class M> AE_INLINE bool ae_is_zero(const ae_element<M>& x) {
    return (x.word[0] | x.word[1] | x.word[2] | x.word[3] | x.word[4] | x.word[5] | x.word[6] | x.word[7]) == 0;
}

template <class M> AE_INLINE bool ae_equal(const ae_element<M>& x, const ae_element<M>& y) {
    u32 differs = 0;
#pragma unroll
    for (u32 i = 0; i < 8; i++)
        differs |= x.word[i] ^ y.word[i];
    return differs == 0;
}

template <class M> AE_INLINE ae_element<M> ae_load(const ae_element<M>* from) {
    ae_element<M> x;
    ae_vec4 low = ((const ae_vec4*)from)[0], high = ((const ae_vec4*)from)[1];
    x.word[0] = low.x, x.word[1] = low.y, x.word[2] = low.z, x.word[3] = low.w;
    x.word[4] = high.x, x.word[5] = high.y, x.word[6] = high.z, x.word[7] = high.w;
    return x;
}

template <class M> AE_INLINE void ae_store(ae_element<M>* to, const ae_element<M>& x) {
    ((ae_vec4*)to)[0] = {x.word[0], x.word[1], x.word[2], x.word[3]};
    ((ae_vec4*)to)[1] = {x.word[4], x.word[5], x.word[6], x.word[7]};
}

/// Below 2p before, below p after.
template <class M> AE_INLINE void ae_reduce(ae_element<M>& x) {
    u32 p[8], less[8];
    M::read(p);
#pragma unroll
    for (u32 i = 0; i < 8; i++)
        less[i] = x.word[i];
    bool below = ae_subtract_words(less, p) != 0;
#pragma unroll
    for (u32 i = 0; i < 8; i++)
        x.word[i] = below ? x.word[i] : less[i];
}

template <class M> AE_LARGE ae_element<M> ae_add(ae_element<M> x, const ae_element<M>& y) {
    ae_add_words(x.word, y.word);
    ae_reduce(x);
    return x;
}

template <class M> AE_LARGE ae_element<M> ae_subtract(ae_element<M> x, const ae_element<M>& y) {
    u32 p[8];
    M::read(p);
    u32 borrow = ae_subtract_words(x.word, y.word);
#pragma unroll
    for (u32 i = 0; i < 8; i++)
        p[i] &= borrow;
    ae_add_words(x.word, p);
    return x;
}

template <class M> AE_INLINE ae_element<M> ae_negate(const ae_element<M>& x) { return ae_subtract(ae_zero<M>(), x); }

/// One word of the other factor, and one of reduction. The sum is even + 2^32 odd; behind it even[0] is 0, and the two change places for the next word.
template <class M> AE_INLINE void ae_multiply_word(u32 even[8], u32 odd[8], const u32* a, u32 b, const u32* p, bool first) {
    if (first) {
        ae_products(even, a, b);
        ae_products(odd, a + 1, b);
    } else {
        ae_shift_add_products(even[0], odd, a + 1, b);
        ae_add_products(even, a, b, odd[7]);
    }
    u32 m = even[0] * M::negated_inverse, none = 0;
    ae_add_products(odd, p + 1, m, none);
    ae_add_products(even, p, m, odd[7]);
}

/// The Montgomery product x y / 2^256.
template <class M> AE_LARGE ae_element<M> ae_multiply(const ae_element<M>& x, const ae_element<M>& y) {
    u32 p[8], even[8], odd[8];
    M::read(p);
#pragma unroll
    for (u32 i = 0; i < 8; i += 2) {
        ae_multiply_word<M>(even, odd, x.word, y.word[i], p, i == 0);
        ae_multiply_word<M>(odd, even, x.word, y.word[i + 1], p, false);
    }
    // Eight words are done: even is in its place again, and odd[0] is 0.
    u32 rest[8];
#pragma unroll
    for (u32 i = 0; i < 8; i++)
        rest[i] = i < 7 ? odd[i + 1] : 0;
    ae_add_words(even, rest);
    ae_element<M> product;
#pragma unroll
    for (u32 i = 0; i < 8; i++)
        product.word[i] = even[i];
    ae_reduce(product);
    return product;
}

template <class M> AE_INLINE ae_element<M> ae_square(const ae_element<M>& x) { return ae_multiply(x, x); }

template <class M> AE_INLINE ae_element<M> ae_double(const ae_element<M>& x) { return ae_add(x, x); }

/// The integer below p: the Montgomery product with the integer 1.
template <class M> AE_INLINE ae_element<M> ae_integer(const ae_element<M>& x) {
    ae_element<M> one = ae_zero<M>();
    one.word[0] = 1;
    return ae_multiply(x, one);
}

/// 1 / x, and 0 for 0: x to the power p - 2, whose lowest word is p's less 2.
template <class M> AE_INLINE ae_element<M> ae_inverse(const ae_element<M>& x) {
    u32 p[8];
    M::read(p);
    ae_element<M> power = x; // the highest bit, 253
#pragma unroll 1
    for (u32 bit = 253; bit-- > 0;) {
        u32 word = 0;
#pragma unroll
        for (u32 i = 0; i < 8; i++)
            word = bit >> 5 == i ? (i == 0 ? p[0] - 2 : p[i]) : word;
        power = ae_square(power);
        if (word >> (bit & 31) & 1)
            power = ae_multiply(power, x);
    }
    return power;
}
