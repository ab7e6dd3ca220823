// The twins of limbs.h for the CPU: the same chains, two words a step. Included by it only.
#pragma once

AE_INLINE u64 ae_sim_pair(const u32* words) { return (u64)words[0] | (u64)words[1] << 32; }

AE_INLINE void ae_sim_put_pair(u32* words, u64 pair) {
    words[0] = (u32)pair;
    words[1] = (u32)(pair >> 32);
}

/// x + y + carry; the carry out of it.
AE_INLINE u64 ae_sim_carry(u64 x, u64 y, bool& carry) {
    u64 sum, total;
    bool over = __builtin_add_overflow(x, y, &sum);
    over |= __builtin_add_overflow(sum, (u64)carry, &total);
    carry = over;
    return total;
}

AE_INLINE void ae_products(u32 r[8], const u32* a, u32 b) {
    for (int i = 0; i < 8; i += 2)
        ae_sim_put_pair(r + i, (u64)a[i] * b);
}

AE_INLINE void ae_add_products(u32 r[8], const u32* a, u32 b, u32& top) {
    bool carry = false;
    for (int i = 0; i < 8; i += 2)
        ae_sim_put_pair(r + i, ae_sim_carry(ae_sim_pair(r + i), (u64)a[i] * b, carry));
    top += carry;
}

AE_INLINE void ae_shift_add_products(u32& low, u32 r[8], const u32* a, u32 b) {
    bool carry = __builtin_add_overflow(low, r[1], &low);
    for (int i = 0; i < 8; i += 2)
        ae_sim_put_pair(r + i, ae_sim_carry(i < 6 ? ae_sim_pair(r + i + 2) : 0, (u64)a[i] * b, carry));
}

AE_INLINE void ae_add_words(u32 r[8], const u32* a) {
    bool carry = false;
    for (int i = 0; i < 8; i += 2)
        ae_sim_put_pair(r + i, ae_sim_carry(ae_sim_pair(r + i), ae_sim_pair(a + i), carry));
}

AE_INLINE u32 ae_subtract_words(u32 r[8], const u32* a) {
    bool borrow = false;
    for (int i = 0; i < 8; i += 2) {
        u64 difference, total;
        bool under = __builtin_sub_overflow(ae_sim_pair(r + i), ae_sim_pair(a + i), &difference);
        under |= __builtin_sub_overflow(difference, (u64)borrow, &total);
        borrow = under;
        ae_sim_put_pair(r + i, total);
    }
    return borrow ? 0xffffffffu : 0;
}
