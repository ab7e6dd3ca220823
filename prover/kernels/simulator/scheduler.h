// Between the two halves of the simulator: the scheduler runs one kernel, the driver (driver.cpp) poses as libcuda.so.1 in front of it.
#pragma once
#include "../device.h"

/// nullptr when no kernel has that name.
const ae_sim_kernel* ae_sim_find(const char* name);

/// 0: threads in order, copies as late as allowed. Else: order, pauses and copies by this seed.
void ae_sim_seed(u64 seed);

/// Runs every block, one after another. Returns nullptr, or what the kernel did wrong (valid until the next launch).
const char* ae_sim_launch(const ae_sim_kernel* kernel, ae_sim_uint3 grid, ae_sim_uint3 block, const void* args);
