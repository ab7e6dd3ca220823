// Multi-scalar multiplication over G1: the sum of k_i P_i, by Pippenger with signed digits.
//
// Idea: scalars as sign and magnitude, in windows of bits whose digits are -2^(c-1) to 2^(c-1). For every window the points are sorted by the magnitude of their digit,
// their bucket, by counting. A bucket is cut into pieces of at most 32 points, one thread sums a piece, and pieces are joined 32 at a time until a bucket is
// one: all scalars equal is as even a load as any. Then runs of buckets are summed with their weights, and those runs for each window; the host doubles.
// Layout: (windows, ..) throughout; window w of a launch is the blocks with y = w. starts (windows, buckets + 1): where a bucket begins, in entries or pieces.
// Cost: 10 products a point and window, 14 a piece, 28 a bucket and a few hundred for every run of buckets; 4 bytes an entry, 128 a piece.
// Who comes first within a bucket is decided by atomics, so sums may be written with other ZZ; the point is the same, and the host makes it affine.
// Source: prover/Aether.Proofs/Curves/Msm.cs; Bernstein, Doumen, Lange, Oosterwijk 2012. Tried: a thread a bucket; a column of zeros and ones is then one thread's.
#include "curve.h"

#define AE_MSM_THREADS 128
#define AE_MSM_PIECE 32
#define AE_MSM_SEGMENT 16


/// The smaller of x and p - x, and whether it is the latter.
AE_INLINE bool ae_magnitude(const ae_fr& scalar, u32 magnitude[8]) {
    ae_fr x = ae_integer(scalar);
    u32 other[8], difference[8];
    ae_scalar_modulus::read(other);
    ae_subtract_words(other, x.word);
#pragma unroll
    for (u32 i = 0; i < 8; i++)
        difference[i] = other[i];
    bool negative = ae_subtract_words(difference, x.word) != 0; // p - x below x
#pragma unroll
    for (u32 i = 0; i < 8; i++)
        magnitude[i] = negative ? other[i] : x.word[i];
    return negative;
}

/// The bits of all magnitudes, put together: their highest one is that of the largest magnitude. One block an entry of out.
struct msm_bits_args {
    const ae_fr* scalars; // (count)
    u32* out;             // (blocks, 8)
    u64 count;
};
AE_KERNEL(msm_bits, msm_bits_args, AE_MSM_THREADS) {
    struct bits {
        u32 word[AE_MSM_THREADS][8];
    };
    AE_SHARED(bits, shared);
    u32 all[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    for (u64 i = ae_thread(); i < args.count; i += (u64)gridDim.x * AE_MSM_THREADS) {
        u32 magnitude[8];
        ae_magnitude(ae_load(args.scalars + i), magnitude);
#pragma unroll
        for (u32 k = 0; k < 8; k++)
            all[k] |= magnitude[k];
    }
#pragma unroll
    for (u32 k = 0; k < 8; k++)
        shared.word[threadIdx.x][k] = all[k];
    ae_barrier(); // every thread's bits are there
    if (threadIdx.x < 8) {
        u32 word = 0;
        for (u32 t = 0; t < AE_MSM_THREADS; t++)
            word |= shared.word[t][threadIdx.x];
        args.out[8 * blockIdx.x + threadIdx.x] = word;
    }
}

/// Digits first to first + windows - 1 of every scalar, counted or put in their place.
struct msm_digits_args {
    const ae_fr* scalars; // (count)
    u32* counters;        // (windows, buckets): how many points a bucket has; or where its next one goes
    u32* entries;         // (windows, count): 2 i + sign, sorted by bucket; null to count
    u64 count;
    u32 window, first, windows, all; // bits of a digit; the digits of this launch, and of a scalar
};
AE_KERNEL_PLAIN(msm_digits, msm_digits_args, AE_MSM_THREADS) {
    u64 i = ae_thread();
    if (i >= args.count)
        return;
    u32 magnitude[9], offset[8];
    bool negative = ae_magnitude(ae_load(args.scalars + i), magnitude);
#pragma unroll
    for (u32 k = 0; k < 8; k++)
        offset[k] = 0;
    for (u32 w = 0; w + 1 < args.all; w++) {
        u32 bit = w * args.window + args.window - 1;
#pragma unroll
        for (u32 k = 0; k < 8; k++)
            offset[k] |= bit >> 5 == k ? 1u << (bit & 31) : 0;
    }
    ae_add_words(magnitude, offset);
    magnitude[8] = 0;
    u32 buckets = 1u << (args.window - 1);
    for (u32 w = 0; w < args.windows; w++) {
        u32 bit = (args.first + w) * args.window, low = 0, high = 0;
#pragma unroll
        for (u32 k = 0; k < 8; k++) {
            low = bit >> 5 == k ? magnitude[k] : low;
            high = bit >> 5 == k ? magnitude[k + 1] : high;
        }
        i32 digit = (i32)((((u64)high << 32 | low) >> (bit & 31)) & (2 * buckets - 1));
        if (args.first + w + 1 < args.all)
            digit -= (i32)buckets;
        if (digit == 0)
            continue;
        u32 bucket = (u32)(digit < 0 ? -digit : digit) - 1;
        u32 place = ae_add_shared(args.counters + (u64)w * buckets + bucket, 1);
        if (args.entries)
            args.entries[w * args.count + place] = (u32)(2 * i) + ((digit < 0) != negative ? 1 : 0);
    }
}

/// Running sums of how much every bucket has: of its points as counted, or of its pieces, as its points or pieces one level below make them.
struct msm_starts_args {
    u32* in;     // (windows, buckets) counts, or (windows, buckets + 1) starts of the level below; counts become the starts too
    u32* starts; // (windows, buckets + 1)
    u32* most;   // (windows): the most that any bucket has
    u32 buckets;
    u32 pieces; // 0: counts
};
AE_KERNEL(msm_starts, msm_starts_args, AE_MSM_THREADS) {
    struct sums {
        u32 sum[AE_MSM_THREADS], most[AE_MSM_THREADS];
    };
    AE_SHARED(sums, shared);
    u64 stride = args.pieces ? args.buckets + 1ull : args.buckets;
    u32* in = args.in + blockIdx.x * stride;
    u32* starts = args.starts + blockIdx.x * (args.buckets + 1ull);
    u32 share = (args.buckets + AE_MSM_THREADS - 1) / AE_MSM_THREADS, from = threadIdx.x * share;
    u32 end = from + share < args.buckets ? from + share : args.buckets, sum = 0, most = 0;
    for (u32 b = from; b < end; b++) {
        u32 count = args.pieces ? (in[b + 1] - in[b] + AE_MSM_PIECE - 1) / AE_MSM_PIECE : in[b];
        sum += count;
        most = count > most ? count : most;
    }
    shared.sum[threadIdx.x] = sum;
    shared.most[threadIdx.x] = most;
    ae_barrier(); // every share is counted
    u32 start = 0;
    for (u32 t = 0; t < AE_MSM_THREADS; t++) {
        start += t < threadIdx.x ? shared.sum[t] : 0;
        most = shared.most[t] > most ? shared.most[t] : most;
    }
    for (u32 b = from; b < end; b++) {
        u32 count = args.pieces ? (in[b + 1] - in[b] + AE_MSM_PIECE - 1) / AE_MSM_PIECE : in[b];
        starts[b] = start;
        if (!args.pieces)
            in[b] = start;
        start += count;
    }
    if (threadIdx.x == AE_MSM_THREADS - 1) {
        starts[args.buckets] = start;
        args.most[blockIdx.x] = most;
    }
}

/// The bucket whose pieces the given one is among: the last that begins at or in front of it.
AE_INLINE u32 ae_bucket_of(const u32* starts, u32 buckets, u32 piece) {
    u32 low = 0, high = buckets;
    while (high - low > 1) {
        u32 middle = (low + high) / 2;
        if (starts[middle] <= piece)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/// Pieces of buckets: each the sum of at most 32 points, or of at most 32 pieces of the level below.
struct msm_pieces_args {
    const ae_point* points; // (..); null: pieces are joined
    const u32* entries;     // (windows, count)
    const ae_sum* in;       // (windows, in_stride): pieces of the level below
    ae_sum* out;            // (windows, out_stride)
    const u32* below;       // (windows, buckets + 1): starts in entries or in pieces of the level below
    const u32* starts;      // (windows, buckets + 1): starts in pieces
    u64 in_stride;          // count, for entries
    u64 out_stride;
    u32 buckets, unused;
};
AE_INLINE bool ae_piece(const msm_pieces_args& args, u32& from, u32& end) {
    const u32* starts = args.starts + blockIdx.y * (args.buckets + 1ull);
    const u32* below = args.below + blockIdx.y * (args.buckets + 1ull);
    u64 piece = ae_thread();
    if (piece >= starts[args.buckets])
        return false;
    u32 bucket = ae_bucket_of(starts, args.buckets, (u32)piece);
    from = below[bucket] + AE_MSM_PIECE * ((u32)piece - starts[bucket]);
    end = from + AE_MSM_PIECE < below[bucket + 1] ? from + AE_MSM_PIECE : below[bucket + 1];
    return true;
}
AE_KERNEL_PLAIN(msm_pieces, msm_pieces_args, AE_MSM_THREADS) {
    u32 from, end;
    if (!ae_piece(args, from, end))
        return;
    ae_sum sum = ae_infinity();
    for (u32 at = from; at < end; at++) {
        u32 entry = args.entries[blockIdx.y * args.in_stride + at];
        ae_point point = ae_load(args.points + (entry >> 1));
        if (entry & 1)
            point.y = ae_negate(point.y);
        ae_add_to(sum, point);
    }
    ae_store(args.out + blockIdx.y * args.out_stride + ae_thread(), sum);
}
AE_KERNEL_PLAIN(msm_join, msm_pieces_args, AE_MSM_THREADS) {
    u32 from, end;
    if (!ae_piece(args, from, end))
        return;
    ae_sum sum = ae_infinity();
    for (u32 at = from; at < end; at++)
        sum = ae_plus(sum, ae_load(args.in + blockIdx.y * args.in_stride + at));
    ae_store(args.out + blockIdx.y * args.out_stride + ae_thread(), sum);
}

/// Runs of 16 buckets: the sum of bucket b, counted from 1 in its window, times b. Every bucket has one piece or none.
struct msm_buckets_args {
    const ae_sum* pieces; // (windows, stride)
    const u32* starts;    // (windows, buckets + 1)
    ae_sum* out;          // (windows, runs)
    u64 stride;
    u32 buckets, runs;
};
AE_KERNEL_PLAIN(msm_buckets, msm_buckets_args, AE_MSM_THREADS) {
    u64 run = ae_thread();
    if (run >= args.runs)
        return;
    const u32* starts = args.starts + blockIdx.y * (args.buckets + 1ull);
    const ae_sum* pieces = args.pieces + blockIdx.y * args.stride;
    u32 first = (u32)run * AE_MSM_SEGMENT, end = first + AE_MSM_SEGMENT < args.buckets ? first + AE_MSM_SEGMENT : args.buckets;
    // From the last bucket down: running is the sum of those passed, total that of all values running had.
    ae_sum running = ae_infinity(), total = ae_infinity();
    for (u32 bucket = end; bucket-- > first;) {
        if (starts[bucket + 1] > starts[bucket])
            running = ae_plus(running, ae_load(pieces + starts[bucket]));
        total = ae_plus(total, running);
    }
    // And what is in front of the run, as often as all of it: first times running, from the highest bit.
    ae_sum times = ae_infinity();
    for (u32 bit = 32; bit-- > 0;) {
        times = ae_doubled(times);
        if (first >> bit & 1)
            times = ae_plus(times, running);
    }
    ae_store(args.out + blockIdx.y * (u64)args.runs + run, ae_plus(total, times));
}

/// The sum of a window's runs, one block a window.
struct msm_windows_args {
    const ae_sum* runs; // (windows, count)
    ae_sum* out;        // (windows)
    u64 count;
};
AE_KERNEL(msm_windows, msm_windows_args, AE_MSM_THREADS) {
    struct sums {
        ae_sum of[AE_MSM_THREADS];
    };
    AE_SHARED(sums, shared);
    ae_sum own = ae_infinity();
    for (u64 i = threadIdx.x; i < args.count; i += AE_MSM_THREADS)
        own = ae_plus(own, ae_load(args.runs + blockIdx.x * args.count + i));
    ae_store(&shared.of[threadIdx.x], own);
    ae_barrier(); // every thread's sum is there
    for (u32 half = AE_MSM_THREADS / 2; half > 0; half /= 2) {
        if (threadIdx.x < half)
            ae_store(&shared.of[threadIdx.x], ae_plus(ae_load(&shared.of[threadIdx.x]), ae_load(&shared.of[threadIdx.x + half])));
        ae_barrier(); // this half is added
    }
    if (threadIdx.x == 0)
        ae_store(args.out + blockIdx.x, ae_load(&shared.of[0]));
}
