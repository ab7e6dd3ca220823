// The tensor cores of Hopper: wgmma, by which 128 threads multiply two tiles that lie in shared memory, while they do something else.
// Every statement of inline assembly for it stands here, each with its twin in simulator/wgmma.h. For sm_90a only: no later GPU takes this PTX.
//
// Source: PTX ISA 8.x, Asynchronous Warpgroup Level Matrix Multiply-Accumulate Instructions (9.7.15 in version 8.7):
// - A descriptor of a tile: Matrix Descriptor Format. Bits 0-13 the address in 16 bytes, 16-29 the leading offset (not used by swizzled tiles of K
//   major), 32-45 the stride from eight rows to the next eight, in 16 bytes, 49-51 the base offset (0 where the pattern begins at a multiple of 1024),
//   62-63 the swizzle (1: 128 bytes).
// - Bytes in a tile: Shared Memory Matrix Layout, table of swizzle atoms, and the figure "K major 128B swizzling": eight rows of 128 bytes, whose chunks
//   of 16 stand at chunk ^ row. In bits of an address: 4-6 ^= 7-9. A step of 32 summed bytes along K adds 32 to the address of the descriptor.
// - Sums: Matrix Fragments for wgmma.mma_async.m64nNk32, accumulator D. Thread t of the 128, sum i: row 16 (t / 32) + t % 32 / 4 + 8 (i / 2 % 2), column
//   8 (i / 4) + 2 (t % 4) + i % 2.
// - Order: Async Proxy, and wgmma.fence, commit_group and wait_group. The tensor cores read shared memory by a way of their own, so each thread
//   that wrote some fences before the barrier; sums may not be touched between a fence and its wait, and each batch begins with a fence.
#pragma once
#include "device.h"

#if defined(AE_SIMULATOR)
#define AE_HAS_WGMMA 1
#elif defined(__CUDA_ARCH_FEAT_SM90_ALL)
#define AE_HAS_WGMMA 1
#endif

#if defined(AE_HAS_WGMMA)
/// A tile of rows of 128 bytes, swizzled; `address` is a multiple of 1024.
AE_INLINE u64 ae_wgmma_tile(u32 address) { return (u64)((address & 0x3ffff) >> 4) | 1ull << 16 | (u64)(1024 >> 4) << 32 | 1ull << 62; }

/// What a step of 32 along K adds to a tile. The address fits in 18 bits, so nothing is carried into what stands above it.
#define AE_WGMMA_STEP (32u >> 4)

/// Where chunk c of 16 bytes of row r of such a tile stands.
AE_INLINE u32 ae_wgmma_swizzled(u32 row, u32 chunk) { return row * 128 + ((chunk ^ (row & 7)) << 4); }

#if defined(AE_SIMULATOR)
#include "simulator/wgmma.h"
#else

/// Shared memory of the size that the launch asks for, beyond the 48 KiB a kernel may name itself. At most one use in a kernel.
#define AE_SHARED_LAUNCHED(name)                                                                                                                    \
    extern __shared__ ae_vec4 ae_launched[];                                                                                                         \
    i8* name = (i8*)ae_launched

// Operands 0 to 63, or 127, of an assembly statement: the sums of a thread, in and out.
#define AE_SUMS_8(d, i) \
    "+r"(d[i]), "+r"(d[i + 1]), "+r"(d[i + 2]), "+r"(d[i + 3]), "+r"(d[i + 4]), "+r"(d[i + 5]), "+r"(d[i + 6]), "+r"(d[i + 7])
#define AE_SUMS_32(d, i) AE_SUMS_8(d, i), AE_SUMS_8(d, i + 8), AE_SUMS_8(d, i + 16), AE_SUMS_8(d, i + 24)
#define AE_SUMS_64(d) AE_SUMS_32(d, 0), AE_SUMS_32(d, 32)
#define AE_SUMS_128(d) AE_SUMS_64(d), AE_SUMS_32(d, 64), AE_SUMS_32(d, 96)

/// What this thread wrote to shared memory, copies that it waited for among it, is seen by products behind the next barrier.
AE_INLINE void ae_publish_shared() { asm volatile("fence.proxy.async.shared::cta;" ::: "memory"); }

/// Begins a batch: the sums are as the thread left them, and from here on they belong to the products.
AE_INLINE void ae_wgmma_fence(i32 (&d)[64]) { asm volatile("wgmma.fence.sync.aligned;" : AE_SUMS_64(d)::"memory"); }
AE_INLINE void ae_wgmma_fence(i32 (&d)[128]) { asm volatile("wgmma.fence.sync.aligned;" : AE_SUMS_128(d)::"memory"); }

// The predicate is p and not a word: names of instructions, such as add, are no names in PTX.
/// d += a b for 128 threads, some time before the batch is waited for: a is (64 rows, 32), b is (128 or 256 columns, 32), signed bytes.
AE_INLINE void ae_wgmma(i32 (&d)[64], u64 a, u64 b) {
    asm volatile("{ .reg .pred p; setp.ne.b32 p, %66, 0; "
                 "wgmma.mma_async.sync.aligned.m64n128k32.s32.s8.s8 "
                 "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15,"
                 " %16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31,"
                 " %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47,"
                 " %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63}, "
                 "%64, %65, p; }"
                 : AE_SUMS_64(d)
                 : "l"(a), "l"(b), "r"(1));
}
AE_INLINE void ae_wgmma(i32 (&d)[128], u64 a, u64 b) {
    asm volatile("{ .reg .pred p; setp.ne.b32 p, %130, 0; "
                 "wgmma.mma_async.sync.aligned.m64n256k32.s32.s8.s8 "
                 "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15,"
                 " %16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31,"
                 " %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47,"
                 " %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63,"
                 " %64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79,"
                 " %80, %81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95,"
                 " %96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, %110, %111,"
                 " %112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, %125, %126, %127}, "
                 "%128, %129, p; }"
                 : AE_SUMS_128(d)
                 : "l"(a), "l"(b), "r"(1));
}

/// Ends a batch.
AE_INLINE void ae_wgmma_commit() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }

/// Waits for every batch: the sums belong to the thread again, and nobody reads the tiles for it.
AE_INLINE void ae_wgmma_wait(i32 (&d)[64]) { asm volatile("wgmma.wait_group.sync.aligned 0;" : AE_SUMS_64(d)::"memory"); }
AE_INLINE void ae_wgmma_wait(i32 (&d)[128]) { asm volatile("wgmma.wait_group.sync.aligned 0;" : AE_SUMS_128(d)::"memory"); }
#endif
#endif
