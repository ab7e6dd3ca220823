// The twins of device.h for the CPU: a thread of a block is a fiber, and whatever makes threads meet is a switch between fibers.
// Included by device.h only. What is checked and what is not: ../README.md, The simulator.
#pragma once
#include <stddef.h>
#include <string.h>

#define AE_INLINE static inline __attribute__((always_inline))
#define AE_LARGE AE_FUNCTION
#define AE_FUNCTION static __attribute__((noinline))
#define AE_CONSTANT static const
#define AE_HAS_MMA 1

struct ae_sim_uint3 {
    u32 x, y, z;
};

/// Where the fiber that runs now stands.
struct ae_sim_place {
    ae_sim_uint3 thread, block, block_size, grid_size;
};
extern ae_sim_place ae_sim_now;
#define threadIdx ae_sim_now.thread
#define blockIdx ae_sim_now.block
#define blockDim ae_sim_now.block_size
#define gridDim ae_sim_now.grid_size

extern "C" {
/// A barrier is where it stands in the sources: a compiler may make two of it.
void ae_sim_barrier(const char* site);
/// All lanes of the warp hand in `words` words and receive everybody's: lane l's stand at 4 l.
const u64* ae_sim_meet(const u64* mine, int words);
/// Shared memory of the block, filled with rubbish before its first thread starts.
void* ae_sim_shared(size_t bytes);
/// A copy that may happen at once or as late as allowed, as the seed decides.
void ae_sim_copy(void* shared, const void* global, bool valid);
void ae_sim_copy_commit(void);
void ae_sim_copy_wait(int pending);
/// Ends the launch with an error that the driver's next call reports.
[[noreturn]] void ae_sim_fail(const char* reason);
}

/// A kernel known to the simulator. Static objects add themselves before main.
struct ae_sim_kernel {
    const char* name;
    size_t args_bytes;
    u32 threads;
    bool meets;
    void (*run)(const void* args);
    ae_sim_kernel* next;
    ae_sim_kernel(const char* name, size_t args_bytes, u32 threads, bool meets, void (*run)(const void*));
};

#define AE_SIM_KERNEL(name, Args, threads, meets)                                                                                                    \
    static void name(const Args args);                                                                                                               \
    static ae_sim_kernel name##_entry(#name, sizeof(Args), threads, meets, [](const void* args) { name(*static_cast<const Args*>(args)); });         \
    static void name(const Args args)
#define AE_KERNEL(name, Args, threads) AE_SIM_KERNEL(name, Args, threads, true)
#define AE_KERNEL_PLAIN(name, Args, threads) AE_SIM_KERNEL(name, Args, threads, false)
#define AE_SHARED(Type, name) Type& name = *static_cast<Type*>(ae_sim_shared(sizeof(Type)))

#define AE_SIM_TEXT(x) #x
#define AE_SIM_LINE(line) AE_SIM_TEXT(line)
#define ae_barrier() ae_sim_barrier(__FILE__ ":" AE_SIM_LINE(__LINE__))

/// threadIdx.x % 32: blocks of these kernels are flat.
AE_INLINE u32 ae_sim_lane() { return threadIdx.x & 31; }

AE_INLINE u32 ae_exchange(u32 value, u32 distance) {
    u64 mine = value;
    return (u32)ae_sim_meet(&mine, 1)[4 * ((ae_sim_lane() ^ distance) & 31)];
}

/// Threads run one at a time here; which one comes first a seed decides.
AE_INLINE u32 ae_add_shared(u32* word, u32 value) {
    u32 before = *word;
    *word += value;
    return before;
}

AE_INLINE i32 ae_dp4a(u32 a, u32 b, i32 c) {
    for (int k = 0; k < 32; k += 8)
        c += (i32)(i8)(a >> k) * (i32)(i8)(b >> k);
    return c;
}

AE_INLINE u64 ae_rotate(u64 x, u32 n) { return (x << n) | (x >> (64 - n)); }

/// Which lane holds what: PTX ISA, Matrix Fragments for mma.m16n8k32 with .s8.
AE_INLINE void ae_mma(i32 d[4], const u32 a[4], const u32 b[2]) {
    u64 mine[3] = {a[0] | (u64)a[1] << 32, a[2] | (u64)a[3] << 32, b[0] | (u64)b[1] << 32};
    const u64* all = ae_sim_meet(mine, 3);
    u32 group = ae_sim_lane() >> 2, quad = ae_sim_lane() & 3;
    for (u32 i = 0; i < 4; i++) {
        u32 row = group + 8 * (i >> 1), column = 2 * quad + (i & 1);
        for (u32 k = 0; k < 32; k += 4) {
            u32 part = (k >> 4) & 1, lane = (k & 15) >> 2;
            u32 left = (u32)(all[4 * ((row & 7) * 4 + lane) + part] >> (row >= 8 ? 32 : 0));
            u32 right = (u32)(all[4 * (column * 4 + lane) + 2] >> (32 * part));
            d[i] = ae_dp4a(left, right, d[i]);
        }
    }
}

AE_INLINE void ae_load_blocks(u32 r[4], const void* row) {
    u64 mine = (u64)row;
    if (mine & 15)
        ae_sim_fail("ldmatrix from an address that is no multiple of 16");
    const u64* all = ae_sim_meet(&mine, 1);
    for (u32 i = 0; i < 4; i++)
        memcpy(&r[i], (const u8*)all[4 * (8 * i + (ae_sim_lane() >> 2))] + 4 * (ae_sim_lane() & 3), 4);
}

AE_INLINE void ae_copy_async(void* shared, const void* global, bool valid) { ae_sim_copy(shared, global, valid); }
AE_INLINE void ae_copy_commit() { ae_sim_copy_commit(); }
template <int Pending> AE_INLINE void ae_copy_wait() { ae_sim_copy_wait(Pending); }
