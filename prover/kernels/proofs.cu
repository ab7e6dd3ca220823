// The module of validity proofs, beside that of kernels.cu: field and curve arithmetic of BN254. Needs nothing that sm_61 lacks, so there is one for all GPUs.
#include "inverses.cu"
#include "msm.cu"
#include "sums.cu"
#include "vectors.cu"
