// Between the two halves of the simulator: the scheduler runs one kernel, the driver (driver.cpp) poses as libcuda.so.1 in front of it.
#pragma once
#include "../device.h"

/// nullptr when no kernel has that name.
const ae_sim_kernel* ae_sim_find(const char* name);

/// 0: threads in order, copies as late as allowed. Else: order, pauses and copies by this seed.
void ae_sim_seed(u64 seed);

/// Shared memory of a block on Hopper, in bytes, and what a kernel has without asking.
const u32 ae_sim_shared_most = 227 << 10, ae_sim_shared_named = 48 << 10;

/// Runs every block, one after another. Returns nullptr, or what the kernel did wrong (valid until the next launch).
const char* ae_sim_launch(const ae_sim_kernel* kernel, ae_sim_uint3 grid, ae_sim_uint3 block, u32 shared_bytes, const void* args);

// What wgmma.cpp needs of the scheduler: the block's shared memory, and a coin of the seed (always false without one).
u8* ae_sim_shared_start();
u32 ae_sim_shared_used();
bool ae_sim_coin();

// What the scheduler tells wgmma.cpp of a block whose launch asked for shared memory: its beginning, a chunk of 16 bytes that a copy brought, its end
// (nullptr, or what was left undone).
void ae_sim_wgmma_begin(u32 threads);
void ae_sim_wgmma_landed(void* shared);
const char* ae_sim_wgmma_end(u32 threads);

/// Ways in which the tensor cores can be made to fail, so that a test sees them found out.
enum ae_sim_wgmma_faults { ae_sim_wgmma_unswizzled = 1, ae_sim_wgmma_rows_swapped, ae_sim_wgmma_one_bit, ae_sim_wgmma_narrow, ae_sim_wgmma_refused };
void ae_sim_wgmma_fault(u64 which);
