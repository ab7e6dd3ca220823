// Runs a kernel's blocks one after another, each thread as a fiber with a stack of its own. A fiber runs until it comes to a barrier or to a
// meeting of its warp; when nobody can go on, whoever is complete is let through, and whoever never will be is an error with a reason.
// Cost: about 20 ns a switch. Tried and dropped: OS threads (a thousand a block), and kernels written as phases (it forces a style on all).
#include "scheduler.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <vector>
#if !defined(__x86_64__)
#include <ucontext.h>
#endif
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

ae_sim_place ae_sim_now;

namespace {

enum class state { ready, at_barrier, at_meeting, done };
const size_t stack_bytes = 128 << 10;
const u32 threads_max = 1024;
const u32 warp = 32;
const int words_max = 4;

struct copy {
    void* shared;
    const void* global;
    bool valid;
    u32 group;
};

#if defined(__x86_64__)
typedef void* context;
extern "C" void ae_sim_switch(void** save, void* to);
asm(".text\n.globl ae_sim_switch\n.hidden ae_sim_switch\n.type ae_sim_switch,@function\nae_sim_switch:\n"
    " push %rbp\n push %rbx\n push %r12\n push %r13\n push %r14\n push %r15\n mov %rsp,(%rdi)\n mov %rsi,%rsp\n"
    " pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n pop %rbp\n ret\n.size ae_sim_switch,.-ae_sim_switch\n");
void go(context& from, context& to) { ae_sim_switch(&from, to); }
#else
typedef ucontext_t context;
void go(context& from, context& to) { swapcontext(&from, &to); }
#endif

struct fiber {
    context place;
    state now;
    const void* site; // of the barrier or meeting it waits at
    u32 parity;
    u32 group;
    std::vector<copy> copies;
};

const ae_sim_kernel* kernels;
std::vector<fiber> fibers(threads_max);
u64 exchange[threads_max / warp][2][warp * words_max];
u8* stacks;
alignas(1024) u8 shared_memory[ae_sim_shared_most + 1024];
u32 shared_used, shared_launched;
context scheduler;
u32 current;
bool in_fiber;
const ae_sim_kernel* running;
const void* arguments;
u64 seed;
u64 random_state;
u32 stalled[threads_max / warp];
char failure[512];
bool failed;

struct plain_failure {};

u64 next_random() {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

void arrive(const copy& one) {
    if (one.valid)
        memcpy(one.shared, one.global, 16);
    else
        memset(one.shared, 0, 16);
    if (shared_launched > 0)
        ae_sim_wgmma_landed(one.shared);
}

void land(fiber& f, u32 up_to) {
    size_t kept = 0;
    for (copy& one : f.copies) {
        if (one.group >= up_to)
            f.copies[kept++] = one;
        else
            arrive(one);
    }
    f.copies.resize(kept);
}

void pause(state why, const void* site) {
    fiber& f = fibers[current];
    f.now = why;
    f.site = site;
    go(f.place, scheduler);
}

void entry() {
    running->run(arguments);
    if (!fibers[current].copies.empty())
        ae_sim_fail("a thread ended while its copies to shared memory were under way");
    pause(state::done, nullptr);
    abort();
}

void prepare(fiber& f, u32 index) {
    f.now = state::ready;
    f.parity = f.group = 0;
    f.copies.clear();
    u8* top = stacks + (size_t)(index + 1) * stack_bytes;
#if defined(__SANITIZE_ADDRESS__)
    ASAN_UNPOISON_MEMORY_REGION(top - stack_bytes, stack_bytes); // the fiber before left without unwinding
#endif
#if defined(__x86_64__)
    void** stack = (void**)(top - (index % 16) * 256); // tops apart, so that they do not share cache sets
    *--stack = nullptr;
    *--stack = (void*)entry;
    for (int i = 0; i < 6; i++)
        *--stack = nullptr;
    f.place = stack;
#else
    getcontext(&f.place);
    f.place.uc_stack.ss_sp = top - stack_bytes;
    f.place.uc_stack.ss_size = stack_bytes;
    f.place.uc_link = nullptr;
    makecontext(&f.place, entry, 0);
#endif
}

/// With a seed, warps run far apart: one that stalls lets the others run to their next barrier. Without, all go on in step.
bool stalls(u32 w) {
    if (seed == 0)
        return false;
    if (stalled[w] > 0)
        stalled[w]--;
    else if (next_random() % 8 == 0)
        stalled[w] = (u32)(next_random() % 64);
    return stalled[w] > 0;
}

void run_ready(u32 threads) {
    u32 warps = (threads + warp - 1) / warp, first = 0, lane = 0;
    if (seed != 0) {
        first = (u32)(next_random() % warps);
        lane = (u32)(next_random() % warp);
    }
    bool ran = false, ready = true;
    while (!ran && ready && !failed) {
        ready = false;
        for (u32 i = 0; i < warps && !failed; i++) {
            u32 w = (first + i) % warps;
            bool waits = stalls(w);
            for (u32 l = 0; l < warp && !failed; l++) {
                u32 t = w * warp + (l ^ lane);
                if (t >= threads || fibers[t].now != state::ready)
                    continue;
                ready = true;
                if (waits)
                    continue;
                current = t;
                ae_sim_now.thread = {t, 0, 0};
                in_fiber = true;
                go(scheduler, fibers[t].place);
                in_fiber = false;
                ran = true;
            }
        }
    }
}

void note(const char* reason) {
    if (failed)
        return;
    failed = true;
    snprintf(failure, sizeof failure, "%s: %s (block %u,%u,%u, thread %u)", running->name, reason, ae_sim_now.block.x, ae_sim_now.block.y,
             ae_sim_now.block.z, ae_sim_now.thread.x);
}

/// Lets complete groups through. Returns whether all threads are done.
bool release(u32 threads) {
    u32 done = 0, waiting = 0, ready = 0;
    bool released = false;
    for (u32 t = 0; t < threads; t++) {
        done += fibers[t].now == state::done;
        waiting += fibers[t].now == state::at_barrier;
        ready += fibers[t].now == state::ready;
    }
    if (done == threads)
        return true;
    if (waiting == threads) {
        for (u32 t = 0; t < threads; t++) {
            if (fibers[t].site != fibers[0].site)
                note("threads wait at different barriers");
            fibers[t].now = state::ready;
        }
        return false;
    }
    for (u32 w = 0; w < threads; w += warp) {
        u32 met = 0;
        for (u32 l = 0; l < warp; l++)
            met += fibers[w + l].now == state::at_meeting;
        if (met != warp)
            continue;
        for (u32 l = 0; l < warp; l++) {
            if (fibers[w + l].site != fibers[w].site)
                note("lanes of a warp meet at different places");
            fibers[w + l].now = state::ready;
        }
        released = true;
    }
    if (!released && ready == 0)
        note(done + waiting == threads ? "a barrier that not all threads reach" : "a meeting that not all lanes of the warp reach");
    return false;
}

void run_block(u32 threads) {
    for (u32 t = 0; t < threads; t++)
        prepare(fibers[t], t);
    if (shared_launched > 0) {
        shared_used = shared_launched + (seed != 0 ? (u32)(next_random() % 64) * 16 : 0);
        ae_sim_wgmma_begin(threads);
    }
    do
        run_ready(threads);
    while (!failed && !release(threads));
    if (const char* wrong = failed || shared_launched == 0 ? nullptr : ae_sim_wgmma_end(threads))
        note(wrong);
}

} // namespace

ae_sim_kernel::ae_sim_kernel(const char* name, size_t args_bytes, u32 threads, bool meets, void (*run)(const void*))
    : name(name), args_bytes(args_bytes), threads(threads), meets(meets), run(run), next(const_cast<ae_sim_kernel*>(kernels)) {
    kernels = this;
}

const ae_sim_kernel* ae_sim_find(const char* name) {
    for (const ae_sim_kernel* k = kernels; k; k = k->next)
        if (!strcmp(k->name, name))
            return k;
    return nullptr;
}

void ae_sim_seed(u64 value) { seed = value; }

u8* ae_sim_shared_start() { return shared_memory; }
u32 ae_sim_shared_used() { return shared_used; }
bool ae_sim_coin() { return seed != 0 && (next_random() & 1); }

extern "C" {

void ae_sim_fail(const char* reason) {
    note(reason);
    if (!in_fiber)
        throw plain_failure();
    go(fibers[current].place, scheduler);
    abort();
}

void ae_sim_barrier(const char* site) {
    if (!in_fiber)
        ae_sim_fail("a barrier in a kernel that promised that its threads never meet");
    pause(state::at_barrier, site);
}

const u64* ae_sim_meet(const u64* mine, int words) {
    if (!in_fiber)
        ae_sim_fail("a meeting of lanes in a kernel that promised that its threads never meet");
    fiber& f = fibers[current];
    u64* board = exchange[current / warp][f.parity ^= 1];
    memcpy(board + words_max * (current % warp), mine, sizeof(u64) * words);
    pause(state::at_meeting, __builtin_return_address(0));
    return board;
}

void* ae_sim_shared(size_t bytes) {
    if (bytes > ae_sim_shared_named)
        ae_sim_fail("more than 48 KiB of shared memory");
    shared_used = (u32)bytes;
    return shared_memory;
}

void* ae_sim_shared_launched() {
    if (shared_launched == 0)
        ae_sim_fail("a kernel that needs shared memory of its launch, and has none");
    return shared_memory + (shared_used - shared_launched);
}

void ae_sim_copy(void* shared, const void* global, bool valid) {
    u8* to = (u8*)shared;
    if (((uintptr_t)shared | (valid ? (uintptr_t)global : 0)) & 15)
        ae_sim_fail("a copy of 16 bytes from or to an address that is no multiple of 16");
    if (to < shared_memory || to + 16 > shared_memory + shared_used)
        ae_sim_fail("a copy that leaves shared memory");
    fiber& f = fibers[current];
    copy one = {shared, global, valid, f.group};
    f.copies.push_back(one);
    if (seed != 0 && (next_random() & 1)) {
        f.copies.pop_back();
        arrive(one);
    }
}

void ae_sim_copy_commit() { fibers[current].group++; }

void ae_sim_copy_wait(int pending) {
    fiber& f = fibers[current];
    land(f, f.group > (u32)pending ? f.group - pending : 0);
}
}

const char* ae_sim_launch(const ae_sim_kernel* kernel, ae_sim_uint3 grid, ae_sim_uint3 block, u32 shared_bytes, const void* args) {
    u32 threads = block.x * block.y * block.z;
    running = kernel;
    arguments = args;
    shared_launched = shared_bytes;
    failed = false;
    ae_sim_now = {{0, 0, 0}, {0, 0, 0}, block, grid};
    random_state = seed * 0x9e3779b97f4a7c15ull | 1;
    if (threads > kernel->threads || (kernel->meets && threads % warp != 0))
        note("another number of threads in a block than the kernel is made for");
    if (block.y != 1 || block.z != 1)
        note("blocks of these kernels are flat");
    if (kernel->meets && !stacks) {
        void* memory = mmap(nullptr, threads_max * stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED)
            note("no memory for the stacks of the fibers");
        else
            stacks = (u8*)memory;
    }
    u64 blocks = (u64)grid.x * grid.y * grid.z;
    u64 first = seed != 0 && blocks > 0 ? next_random() % blocks : 0;
    for (u64 i = 0; i < blocks && !failed; i++) {
        u64 b = (first + i) % blocks;
        ae_sim_now.block = {(u32)(b % grid.x), (u32)(b / grid.x % grid.y), (u32)(b / ((u64)grid.x * grid.y))};
        if (kernel->meets) {
            memset(shared_memory, 0xcd, shared_bytes > 0 ? sizeof shared_memory : ae_sim_shared_named);
            run_block(threads);
            continue;
        }
        try {
            for (u32 t = 0; t < threads; t++) {
                ae_sim_now.thread = {t, 0, 0};
                kernel->run(args);
            }
        } catch (const plain_failure&) {
        }
    }
    return failed ? failure : nullptr;
}
