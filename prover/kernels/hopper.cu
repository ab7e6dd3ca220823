// The module of compute capability 9.0, beside that of kernels.cu: what only its tensor cores can do.
#include "contract_wgmma.cu"
#include "peak_wgmma.cu"
