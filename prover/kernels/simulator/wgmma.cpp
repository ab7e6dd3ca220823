// wgmma on the CPU, by the same tables as ../wgmma.h: a descriptor is decoded bit by bit, and a thread sums what the table of fragments gives it.
// Late as on the device: sums are rubbish from the product to the wait, and tiles are read at the product or at the wait, as the seed decides. The tensor cores
// see a copy of shared memory of their own: what a thread wrote comes there when it publishes (with a seed sometimes at once), so a missing fence shows.
// Reported: tiles that are written over too early, products without a fence since the last wait, sums touched on the way, warps of a group that ask for
// different products, a tile outside shared memory, bits of a descriptor that mean something else than the one form these kernels use, and products
// that nobody waited for.
#include "../wgmma.h"
#include "scheduler.h"
#include <string.h>
#include <vector>

namespace {

const u32 warp = 32, group_threads = 128, threads_max = 1024, sums_most = 128;
const u32 window = 1024; // where shared memory starts; on Hopper the system keeps as much for itself
const i32 rubbish = 0x5ca1ab1e;

struct product {
    i32* sums;
    u32 columns, batch;
    u64 a, b;
};
struct taken {
    i32* sums;
    u32 count, batch; // the last product's
    i32 values[sums_most];
};
struct thread_state {
    std::vector<product> queue;
    std::vector<taken> sums;
    std::vector<u8*> unpublished;
    u32 batch;
    bool fenced;
    size_t asked;
};

std::vector<thread_state> threads(threads_max);
std::vector<product> asked[threads_max / group_threads];
u8 seen[ae_sim_shared_most + 1024];
bool published[sizeof seen / 16];
u64 fault;

u32 field(u64 descriptor, u32 first, u32 bits) { return (u32)(descriptor >> first) & ((1u << bits) - 1); }

void publish(const u8* chunk) {
    size_t place = (size_t)(chunk - ae_sim_shared_start());
    memcpy(seen + place, chunk, 16);
    published[place / 16] = true;
}

/// Sixteen bytes at byte k of a row of the tile.
const u8* tile_chunk(u64 descriptor, u32 row, u32 k) {
    u32 start = field(descriptor, 0, 14) << 4, stride = field(descriptor, 32, 14) << 4;
    u32 linear = start + row / 8 * stride + row % 8 * 128 + k;
    u32 place = fault == ae_sim_wgmma_unswizzled ? linear : linear ^ (((linear >> 7) & 7) << 4);
    if (place < window || place + 16 > window + ae_sim_shared_used())
        ae_sim_fail("a product reads outside the block's shared memory");
    place -= window;
    if (published[place / 16] && memcmp(seen + place, ae_sim_shared_start() + place, 16) != 0)
        ae_sim_fail("a tile was written over while a product could read it");
    return seen + place;
}

void require_known(u64 descriptor) {
    if (field(descriptor, 62, 2) != 1 || field(descriptor, 49, 3) != 0)
        ae_sim_fail("a descriptor of another form than K major, swizzled by 128 bytes, on a multiple of 1024");
    if (descriptor & 0x3ff1c000c000c000ull)
        ae_sim_fail("a descriptor with reserved bits");
    u32 start = field(descriptor, 0, 14) << 4;
    if ((start & 127) > 96 || (start & 0x380))
        ae_sim_fail("a tile that does not begin in the first row of a pattern of 1024 bytes");
}

/// The sums of thread `t` of the group, or what a fault makes of them.
void sum(u32 t, const product& one, i32* values) {
    u32 lane = t % warp, first = t / warp * 16 + lane / 4;
    u32 left[2][8];
    for (u32 low = 0; low < 2; low++)
        for (u32 half = 0; half < 2; half++)
            memcpy(left[low] + 4 * half, tile_chunk(one.a, first + 8 * low, 16 * half), 16);
    for (u32 column = lane % 4 * 2; column < one.columns; column += column % 2 == 0 ? 1 : 7) {
        u32 right[8];
        for (u32 half = 0; half < 2; half++)
            memcpy(right + 4 * half, tile_chunk(one.b, column, 16 * half), 16);
        for (u32 low = 0; low < 2; low++) {
            i32& value = values[column / 8 * 4 + 2 * (fault == ae_sim_wgmma_rows_swapped ? 1 - low : low) + column % 2];
            for (u32 word = 0; word < 8; word++)
                value = ae_dp4a(left[low][word], right[word], value);
        }
    }
    if (fault == ae_sim_wgmma_one_bit && t == 77)
        values[42] ^= 256;
    if (fault == ae_sim_wgmma_narrow)
        for (u32 i = 0; i < one.columns / 2; i++)
            values[i] = (i32)((u32)values[i] << 9) >> 9;
}

void run_queued(thread_state& state, u32 before) {
    size_t done = 0;
    for (; done < state.queue.size() && state.queue[done].batch < before; done++)
        for (taken& one : state.sums)
            if (one.sums == state.queue[done].sums)
                sum(ae_sim_now.thread.x % group_threads, state.queue[done], one.values);
    state.queue.erase(state.queue.begin(), state.queue.begin() + (long)done);
}

void require_untouched(const taken& one) {
    for (u32 i = 0; i < one.count; i++)
        if (one.sums[i] != rubbish)
            ae_sim_fail("a sum was touched while its products were under way");
}

thread_state& mine() { return threads[ae_sim_now.thread.x]; }

/// All lanes of the warp come here with the same words.
void meet(u64 first, u64 second, u64 kind) {
    u64 words[3] = {first, second, kind};
    const u64* all = ae_sim_meet(words, 3);
    for (u32 lane = 0; lane < warp; lane++)
        if (memcmp(all + 4 * lane, words, sizeof words) != 0)
            ae_sim_fail("lanes of a warp ask for different products");
}

} // namespace

void ae_sim_wgmma_fault(u64 which) { fault = which; }

void ae_sim_wgmma_begin(u32 count) {
    memset(seen, 0x3c, ae_sim_shared_used());
    memset(published, 0, sizeof published);
    for (u32 t = 0; t < count; t++) {
        thread_state& state = threads[t];
        state.queue.clear();
        state.sums.clear();
        state.unpublished.clear();
        state.batch = 0;
        state.asked = 0;
        state.fenced = false;
    }
    for (std::vector<product>& log : asked)
        log.clear();
}

void ae_sim_wgmma_landed(void* shared) {
    u8* chunk = (u8*)shared;
    if (ae_sim_coin())
        publish(chunk);
    mine().unpublished.push_back(chunk);
}

const char* ae_sim_wgmma_end(u32 count) {
    for (u32 t = 0; t < count; t++) {
        if (!threads[t].sums.empty())
            return "a thread ended while its products were under way";
        if (threads[t].asked != asked[t / group_threads].size())
            return "a warp asked for fewer products than the others of its group";
    }
    return nullptr;
}

extern "C" {

u32 ae_sim_shared_address(const void* shared) { return window + (u32)((const u8*)shared - ae_sim_shared_start()); }

void ae_sim_publish() {
    for (u8* chunk : mine().unpublished)
        publish(chunk);
    mine().unpublished.clear();
}

void ae_sim_products_fence() {
    meet(0, 0, 1);
    mine().fenced = true;
}

void ae_sim_products(i32* sums, u32 columns, u64 a, u64 b) {
    meet(a, b, columns);
    if (fault == ae_sim_wgmma_refused)
        ae_sim_fail("an instruction that this device does not have");
    if (ae_sim_now.block_size.x % group_threads != 0)
        ae_sim_fail("a block without whole warpgroups");
    thread_state& state = mine();
    if (!state.fenced)
        ae_sim_fail("products without a fence since the last wait");
    require_known(a);
    require_known(b);
    product one = {sums, columns, state.batch, a, b};
    std::vector<product>& log = asked[ae_sim_now.thread.x / group_threads];
    if (state.asked == log.size())
        log.push_back(one);
    const product& first = log[state.asked++];
    if (first.a != a || first.b != b || first.columns != columns || first.batch != state.batch)
        ae_sim_fail("warps of a group ask for different products");
    taken* held = nullptr;
    for (taken& other : state.sums)
        if (other.sums == sums)
            held = &other;
    if (held) {
        require_untouched(*held);
    } else {
        state.sums.push_back({sums, columns / 2, 0, {}});
        held = &state.sums.back();
        memcpy(held->values, sums, columns / 2 * sizeof(i32));
        for (u32 i = 0; i < held->count; i++)
            sums[i] = rubbish;
    }
    held->batch = state.batch;
    state.queue.push_back(one);
    if (ae_sim_coin())
        run_queued(state, state.batch + 1);
}

void ae_sim_products_commit() {
    meet(0, 0, 2);
    mine().batch++;
}

void ae_sim_products_wait() {
    meet(0, 0, 3);
    thread_state& state = mine();
    run_queued(state, state.batch);
    state.fenced = false;
    std::vector<taken> kept;
    for (taken& one : state.sums) {
        require_untouched(one);
        if (one.batch == state.batch)
            kept.push_back(one); // of a batch that was not ended
        else
            memcpy(one.sums, one.values, one.count * sizeof(i32));
    }
    state.sums = kept;
}
}
