// Sums of products of bytes by VNNI (vpdpbusd), for prover/Aether.Inference: four products of an unsigned and a signed byte are added to each
// 32-bit lane, exactly and modulo 2^32. Everything around the sums is C#, whose AvxVnniTile is the plain form of what stands here.
//
// Panels: columns 32 at a time, (panel, k / 4, column, k mod 4), so a step of four products reads two lines of 64 bytes and keeps 8 rows by 32 columns
// of sums in registers. A row is `segments` pieces of `bytes` bytes, `apart` bytes from each other: the lines of a convolution's window where they lie.
// The caller owns all memory. Nothing is allocated, nothing is kept, no call can fail.
#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>

#define ROWS 8
#define COLUMNS 32
#define EXPORT __attribute__((visibility("default")))
#define WITH_512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define WITH_256 __attribute__((target("avx2,avxvnni")))

enum { NONE = 0, AVX_VNNI = 1, AVX512_VNNI = 2 };

// The widest form that processor and system offer.
EXPORT int32_t aether_vnni_level(void) {
  unsigned a, b, c, d;
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni")) return AVX512_VNNI;
  return __builtin_cpu_supports("avx2") && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & 1u << 4) ? AVX_VNNI : NONE;
}

static inline int32_t four(const uint8_t *from) {
  int32_t word;
  __builtin_memcpy(&word, from, 4);
  return word;
}

WITH_512 static void tile512(const uint8_t *const *rows, int64_t segments, int64_t bytes, int64_t apart, const int8_t *panel, int32_t *sums, int64_t stride) {
  __m512i low[ROWS], high[ROWS];
#pragma GCC unroll 8
  for (int r = 0; r < ROWS; r++) low[r] = high[r] = _mm512_setzero_si512();
  for (int64_t segment = 0; segment < segments; segment++)
    for (int64_t at = segment * apart, end = at + bytes; at < end; at += 4, panel += 4 * COLUMNS) {
      __m512i w0 = _mm512_loadu_si512(panel), w1 = _mm512_loadu_si512(panel + 64);
#pragma GCC unroll 8
      for (int r = 0; r < ROWS; r++) {
        __m512i x = _mm512_set1_epi32(four(rows[r] + at));
        low[r] = _mm512_dpbusd_epi32(low[r], x, w0);
        high[r] = _mm512_dpbusd_epi32(high[r], x, w1);
      }
    }
#pragma GCC unroll 8
  for (int r = 0; r < ROWS; r++, sums += stride) {
    _mm512_storeu_si512(sums, low[r]);
    _mm512_storeu_si512(sums + 16, high[r]);
  }
}

// 4 rows by 16 columns: 16 registers hold no more.
WITH_256 static void quarter256(const uint8_t *const *rows, int64_t segments, int64_t bytes, int64_t apart, const int8_t *panel, int32_t *sums, int64_t stride) {
  __m256i low[4], high[4];
#pragma GCC unroll 4
  for (int r = 0; r < 4; r++) low[r] = high[r] = _mm256_setzero_si256();
  for (int64_t segment = 0; segment < segments; segment++)
    for (int64_t at = segment * apart, end = at + bytes; at < end; at += 4, panel += 4 * COLUMNS) {
      __m256i w0 = _mm256_loadu_si256((const __m256i *)panel), w1 = _mm256_loadu_si256((const __m256i *)(panel + 32));
#pragma GCC unroll 4
      for (int r = 0; r < 4; r++) {
        __m256i x = _mm256_set1_epi32(four(rows[r] + at));
        low[r] = _mm256_dpbusd_avx_epi32(low[r], x, w0);
        high[r] = _mm256_dpbusd_avx_epi32(high[r], x, w1);
      }
    }
#pragma GCC unroll 4
  for (int r = 0; r < 4; r++, sums += stride) {
    _mm256_storeu_si256((__m256i *)sums, low[r]);
    _mm256_storeu_si256((__m256i *)(sums + 8), high[r]);
  }
}

static void tile256(const uint8_t *const *rows, int64_t segments, int64_t bytes, int64_t apart, const int8_t *panel, int32_t *sums, int64_t stride) {
  for (int r = 0; r < ROWS; r += 4)
    for (int c = 0; c < COLUMNS; c += 16) quarter256(rows + r, segments, bytes, apart, panel + 4 * c, sums + r * stride + c, stride);
}

// sums (count, panels * 32), rows stride apart, = rows (count, segments, bytes) unsigned by panels signed. count is a multiple of 8, bytes of 4.
EXPORT void aether_vnni_multiply(int32_t level, const uint8_t *const *rows, int64_t count, int64_t segments, int64_t bytes, int64_t apart, const int8_t *panels,
                                 int64_t panel_count, int32_t *sums, int64_t stride) {
  for (int64_t p = 0; p < panel_count; p++, panels += segments * bytes * COLUMNS, sums += COLUMNS)
    for (int64_t r = 0; r < count; r += ROWS)
      (level == AVX512_VNNI ? tile512 : tile256)(rows + r, segments, bytes, apart, panels, sums + r * stride, stride);
}

WITH_512 static void dot512(const int8_t *row, int64_t count, const uint8_t *const *columns, int32_t *sums) {
  __m512i sum[4];
#pragma GCC unroll 4
  for (int c = 0; c < 4; c++) sum[c] = _mm512_setzero_si512();
  for (int64_t k = 0; k < count; k += 64) {
    __mmask64 live = count - k < 64 ? ~0ull >> (64 - (count - k)) : ~0ull;
    __m512i x = _mm512_maskz_loadu_epi8(live, row + k);
#pragma GCC unroll 4
    for (int c = 0; c < 4; c++) sum[c] = _mm512_dpbusd_epi32(sum[c], _mm512_maskz_loadu_epi8(live, columns[c] + k), x);
  }
#pragma GCC unroll 4
  for (int c = 0; c < 4; c++) sums[c] = _mm512_reduce_add_epi32(sum[c]);
}

WITH_256 static int32_t across(__m256i sum) {
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1)));
}

WITH_256 static void dot256(const int8_t *row, int64_t count, const uint8_t *const *columns, int32_t *sums) {
  __m256i sum[4];
  int64_t k = 0;
#pragma GCC unroll 4
  for (int c = 0; c < 4; c++) sum[c] = _mm256_setzero_si256();
  for (; k + 32 <= count; k += 32) {
    __m256i x = _mm256_loadu_si256((const __m256i *)(row + k));
#pragma GCC unroll 4
    for (int c = 0; c < 4; c++) sum[c] = _mm256_dpbusd_avx_epi32(sum[c], _mm256_loadu_si256((const __m256i *)(columns[c] + k)), x);
  }
  for (int c = 0; c < 4; c++) {
    uint32_t left = (uint32_t)across(sum[c]);
    for (int64_t i = k; i < count; i++) left += (uint32_t)(columns[c][i] * row[i]);
    sums[c] = (int32_t)left;
  }
}

// sums (columns) = one signed row (count) by columns (columns, count) unsigned, `apart` bytes from each other, read where they lie and nowhere else.
EXPORT void aether_vnni_dot(int32_t level, const int8_t *row, int64_t count, const uint8_t *codes, int64_t apart, int64_t columns, int32_t *sums) {
  for (int64_t n = 0; n < columns; n += 4) {
    const uint8_t *four_columns[4];
    int32_t four_sums[4];
    // Behind the last column stands the last again.
    for (int64_t c = 0; c < 4; c++) four_columns[c] = codes + apart * (n + c < columns ? n + c : columns - 1);
    (level == AVX512_VNNI ? dot512 : dot256)(row, count, four_columns, four_sums);
    for (int64_t c = 0; c < 4 && n + c < columns; c++) sums[n + c] = four_sums[c];
  }
}
