// Chains of 32-bit words that hand a carry on: what arithmetic of 256 bits is made of. Every statement of inline assembly for it stands here, each with its
// twin in simulator/limbs.h; the tests run the PTX of these too, word by word (tests/Aether.Cuda.Tests/PtxMachine.cs).
//
// Idea: a product of 32 by 32 bits has two words, so the products of one word with every other word of a number stand side by side and make one
// number of eight words; two such numbers, of the even and of the odd words, one word apart, are a product by one word. No carry crosses between the two
// before the end. A chain is one statement, since the carry flag belongs to nobody between statements.
// Source: PTX ISA, Extended-Precision Integer Arithmetic Instructions; Emmart and others, Optimizing modular multiplication for NVIDIA's Maxwell GPUs, 2016.
#pragma once
#include "device.h"

#if defined(AE_SIMULATOR)
#include "simulator/limbs.h"
#else

/// r = a[0] b, a[2] b, a[4] b, a[6] b, two words each.
AE_INLINE void ae_products(u32 r[8], const u32* a, u32 b) {
    asm("mul.lo.u32 %0,%8,%12; mul.hi.u32 %1,%8,%12; mul.lo.u32 %2,%9,%12; mul.hi.u32 %3,%9,%12;"
        "mul.lo.u32 %4,%10,%12; mul.hi.u32 %5,%10,%12; mul.lo.u32 %6,%11,%12; mul.hi.u32 %7,%11,%12;"
        : "=&r"(r[0]), "=&r"(r[1]), "=&r"(r[2]), "=&r"(r[3]), "=&r"(r[4]), "=&r"(r[5]), "=&r"(r[6]), "=&r"(r[7])
        : "r"(a[0]), "r"(a[2]), "r"(a[4]), "r"(a[6]), "r"(b));
}

/// r += the same products; top += the carry.
AE_INLINE void ae_add_products(u32 r[8], const u32* a, u32 b, u32& top) {
    asm("mad.lo.cc.u32 %0,%9,%13,%0; madc.hi.cc.u32 %1,%9,%13,%1; madc.lo.cc.u32 %2,%10,%13,%2; madc.hi.cc.u32 %3,%10,%13,%3;"
        "madc.lo.cc.u32 %4,%11,%13,%4; madc.hi.cc.u32 %5,%11,%13,%5; madc.lo.cc.u32 %6,%12,%13,%6; madc.hi.cc.u32 %7,%12,%13,%7;"
        "addc.u32 %8,%8,0;"
        : "+&r"(r[0]), "+&r"(r[1]), "+&r"(r[2]), "+&r"(r[3]), "+&r"(r[4]), "+&r"(r[5]), "+&r"(r[6]), "+&r"(r[7]), "+&r"(top)
        : "r"(a[0]), "r"(a[2]), "r"(a[4]), "r"(a[6]), "r"(b));
}

/// low += r[1]; r = r / 2^64 + the same products + that carry. Nothing is carried out: the last product's high word is below 2^32 - 1.
AE_INLINE void ae_shift_add_products(u32& low, u32 r[8], const u32* a, u32 b) {
    asm("add.cc.u32 %8,%8,%1;"
        "madc.lo.cc.u32 %0,%9,%13,%2; madc.hi.cc.u32 %1,%9,%13,%3; madc.lo.cc.u32 %2,%10,%13,%4; madc.hi.cc.u32 %3,%10,%13,%5;"
        "madc.lo.cc.u32 %4,%11,%13,%6; madc.hi.cc.u32 %5,%11,%13,%7; madc.lo.cc.u32 %6,%12,%13,0; madc.hi.u32 %7,%12,%13,0;"
        : "+&r"(r[0]), "+&r"(r[1]), "+&r"(r[2]), "+&r"(r[3]), "+&r"(r[4]), "+&r"(r[5]), "+&r"(r[6]), "+&r"(r[7]), "+&r"(low)
        : "r"(a[0]), "r"(a[2]), "r"(a[4]), "r"(a[6]), "r"(b));
}

/// r += a, below 2^256.
AE_INLINE void ae_add_words(u32 r[8], const u32* a) {
    asm("add.cc.u32 %0,%0,%8; addc.cc.u32 %1,%1,%9; addc.cc.u32 %2,%2,%10; addc.cc.u32 %3,%3,%11;"
        "addc.cc.u32 %4,%4,%12; addc.cc.u32 %5,%5,%13; addc.cc.u32 %6,%6,%14; addc.u32 %7,%7,%15;"
        : "+&r"(r[0]), "+&r"(r[1]), "+&r"(r[2]), "+&r"(r[3]), "+&r"(r[4]), "+&r"(r[5]), "+&r"(r[6]), "+&r"(r[7])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(a[4]), "r"(a[5]), "r"(a[6]), "r"(a[7]));
}

/// r -= a. Ones where a is larger, else zeros.
AE_INLINE u32 ae_subtract_words(u32 r[8], const u32* a) {
    u32 borrow;
    asm("sub.cc.u32 %0,%0,%9; subc.cc.u32 %1,%1,%10; subc.cc.u32 %2,%2,%11; subc.cc.u32 %3,%3,%12;"
        "subc.cc.u32 %4,%4,%13; subc.cc.u32 %5,%5,%14; subc.cc.u32 %6,%6,%15; subc.cc.u32 %7,%7,%16; subc.u32 %8,0,0;"
        : "+&r"(r[0]), "+&r"(r[1]), "+&r"(r[2]), "+&r"(r[3]), "+&r"(r[4]), "+&r"(r[5]), "+&r"(r[6]), "+&r"(r[7]), "=&r"(borrow)
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(a[4]), "r"(a[5]), "r"(a[6]), "r"(a[7]));
    return borrow;
}

#endif
