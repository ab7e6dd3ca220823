// What a kernel may use of a GPU, in three spellings: NVIDIA hardware by way of clang (no SDK), the same by way of nvcc, and the CPU simulator.
// Every statement of inline assembly of this folder stands here, each with its twin in simulator/simulator.h; a kernel holds none.
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char i8;
typedef short i16;
typedef int i32;
typedef long long i64;

/// Sixteen bytes that move in one instruction.
struct alignas(16) ae_vec4 {
    u32 x, y, z, w;
};

#if defined(AE_SIMULATOR)
#include "simulator/simulator.h"
#else

#if defined(__clang__)
#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))
#define __forceinline__ __inline__ __attribute__((always_inline))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
struct uint3 {
    unsigned x, y, z;
};
struct dim3 {
    unsigned x, y, z;
};
#include <__clang_cuda_builtin_vars.h> // threadIdx and its kin; comes with clang
#endif

#define AE_INLINE static __device__ __forceinline__
#define AE_LARGE AE_INLINE // inlined on a device alone: the simulator would be minutes in the making
#define AE_FUNCTION static __device__ __attribute__((noinline))
#define AE_CONSTANT static __constant__ const

/// A kernel of `threads` threads a block with one parameter, a struct. AE_KERNEL_PLAIN promises that its threads never meet.
#define AE_KERNEL(name, Args, threads) extern "C" __global__ void __launch_bounds__(threads) name(const Args args)
#define AE_KERNEL_PLAIN(name, Args, threads) AE_KERNEL(name, Args, threads)

/// Shared memory of a block. At most one use in a kernel.
#define AE_SHARED(Type, name) __shared__ Type name

// mma.sync on int8 with 32 products, ldmatrix and cp.async need sm_80 and PTX 7.0; the other kernels run on sm_61 and later.
#if __CUDA_ARCH__ >= 800
#define AE_HAS_MMA 1
#endif

/// All threads of the block come here before one goes on; what they wrote before is seen by all behind it.
AE_INLINE void ae_barrier() { __syncthreads(); }

/// The value of the lane whose number differs in the bits of `distance`. All 32 lanes take part.
AE_INLINE u32 ae_exchange(u32 value, u32 distance) {
#if defined(__clang__)
    return (u32)__nvvm_shfl_sync_bfly_i32(0xffffffffu, (int)value, (int)distance, 0x1f);
#else
    return __shfl_xor_sync(0xffffffffu, value, distance);
#endif
}

/// Adds to a word that others add to meanwhile, and returns what it was. Who comes first is nobody's choice: no result may depend on it.
AE_INLINE u32 ae_add_shared(u32* word, u32 value) {
    u32 before;
    asm volatile("atom.add.u32 %0, [%1], %2;" : "=r"(before) : "l"(word), "r"(value) : "memory");
    return before;
}

/// c + the four products of the signed bytes of a and b.
AE_INLINE i32 ae_dp4a(u32 a, u32 b, i32 c) {
    i32 d;
    asm("dp4a.s32.s32 %0, %1, %2, %3;" : "=r"(d) : "r"(a), "r"(b), "r"(c));
    return d;
}

/// x rotated left by n, 1 to 63, a constant. LLVM would make two shifts and an add of the plain form.
AE_INLINE u64 ae_rotate(u64 x, u32 n) {
    u32 low = (u32)x, high = (u32)(x >> 32), a, b;
    if (n & 32) {
        u32 swap = low;
        low = high;
        high = swap;
    }
    asm("shf.l.wrap.b32 %0, %1, %2, %3;" : "=r"(a) : "r"(high), "r"(low), "r"(n & 31));
    asm("shf.l.wrap.b32 %0, %1, %2, %3;" : "=r"(b) : "r"(low), "r"(high), "r"(n & 31));
    return (u64)a | ((u64)b << 32);
}

#if defined(AE_HAS_MMA)
AE_INLINE u32 ae_shared_address(const void* shared) {
    u32 address;
    asm("{ .reg .u64 t; cvta.to.shared.u64 t, %1; cvt.u32.u64 %0, t; }" : "=r"(address) : "l"(shared));
    return address;
}

/// d += a b for a warp: a is (16 rows, 32), b is (32, 8 columns), d is (16, 8); which lane holds what is PTX's table for m16n8k32 of s8.
AE_INLINE void ae_mma(i32 d[4], const u32 a[4], const u32 b[2]) {
    asm volatile("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
                 : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

/// Four blocks of 8 rows by 16 bytes: lane 8 i + r gives the address of row r of block i; lane l receives bytes 4 (l % 4) .. of row l / 4 of each.
AE_INLINE void ae_load_blocks(u32 r[4], const void* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(ae_shared_address(row))
                 : "memory");
}

/// Copies 16 bytes to shared memory without waiting; zeros when `valid` is false (then `global` is not read, but must be an address).
AE_INLINE void ae_copy_async(void* shared, const void* global, bool valid) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(ae_shared_address(shared)), "l"(global), "r"(valid ? 16 : 0) : "memory");
}

/// Closes the group of copies begun since the last call.
AE_INLINE void ae_copy_commit() { asm volatile("cp.async.commit_group;" ::: "memory"); }

/// Waits until at most `Pending` of this thread's groups are under way. Others' copies are seen behind a barrier.
template <int Pending> AE_INLINE void ae_copy_wait() { asm volatile("cp.async.wait_group %0;" ::"n"(Pending) : "memory"); }
#endif

#endif
