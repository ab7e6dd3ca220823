// A libcuda.so.1 for machines without a GPU: the calls of the driver API that Aether.Cuda makes, over host memory and the scheduler.
// Work queued on a stream happens when somebody waits for it and not before, so a caller that forgets to wait, or frees too early, is found out.
// Memory starts as rubbish, has guard bytes behind it, and every copy is checked against the allocation it names.
#include "scheduler.h"
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stdio.h>
#include <stdlib.h>
#include <string>
#include <time.h>
#include <vector>

#define API extern "C" __attribute__((visibility("default"))) int
#if defined(__SANITIZE_ADDRESS__)
static const size_t guard_bytes = 0; // the sanitizer's own zones stand there
#else
static const size_t guard_bytes = 64;
#endif

namespace {

enum error {
    ok = 0,
    invalid_value = 1,
    out_of_memory = 2,
    not_initialised = 3,
    no_device = 100,
    invalid_device = 101,
    invalid_image = 200,
    invalid_ptx = 218,
    invalid_handle = 400,
    not_found = 500,
    illegal_address = 700,
    launch_failed = 719,
    capture_unsupported = 900,
};

typedef std::function<int()> work;

struct stream;
struct event {
    stream* last;
    u64 ticket;
    double at;
};
struct item {
    work run;
};
struct stream {
    std::deque<item> queue;
    u64 queued = 0, finished = 0;
    bool capturing = false;
    std::vector<work> captured;
};
struct module {
    std::string text;
};
struct graph {
    std::vector<work> nodes;
};

std::recursive_mutex gate;
std::map<u64, size_t> device_memory;
std::map<u64, size_t> pinned_memory;
std::set<stream*> streams;
std::string last_failure;
u64 devices = 1, capability = 90, memory_bytes = 8ull << 30, memory_used;
std::map<std::string, u64> runs;              // of each kernel
std::map<const void*, int> launched_most;     // shared memory that a launch of a kernel may ask for
u64 sticky;                                   // 1: a failed launch leaves the context useless, as an illegal instruction does
bool broken;                                  // and it is
u32 contexts;
bool initialised;

double milliseconds() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

bool inside(const std::map<u64, size_t>& memory, u64 start, size_t bytes) {
    auto next = memory.upper_bound(start);
    if (next == memory.begin())
        return false;
    --next;
    return start - next->first <= next->second && bytes <= next->second - (start - next->first);
}

int drain(stream* s, u64 up_to) {
    int first = ok;
    while (s->finished < up_to && !s->queue.empty()) {
        item one = s->queue.front();
        s->queue.pop_front();
        int code = one.run();
        s->finished++;
        if (code != ok && first == ok)
            first = code;
    }
    return first;
}

int drain_all() {
    int first = ok;
    for (stream* s : streams) {
        int code = drain(s, s->queued);
        if (first == ok)
            first = code;
    }
    return first;
}

int push(void* handle, work what) {
    stream* s = (stream*)handle;
    if (!streams.count(s))
        return invalid_handle;
    if (broken)
        return launch_failed;
    if (s->capturing) {
        s->captured.push_back(what);
        return ok;
    }
    s->queue.push_back({what});
    s->queued++;
    return ok;
}

int fail(int code, const std::string& reason) {
    last_failure = reason;
    broken = broken || sticky != 0;
    return code;
}

int guards_hold(const char* behind) {
    for (auto& one : device_memory)
        for (size_t i = 0; i < guard_bytes; i++)
            if (((u8*)one.first)[one.second + i] != 0xa5) {
                memset((u8*)one.first + one.second, 0xa5, guard_bytes);
                char text[200];
                snprintf(text, sizeof text, "%s wrote behind the end of a buffer of %zu bytes", behind, one.second);
                return fail(illegal_address, text);
            }
    return ok;
}

} // namespace

#define LOCKED std::lock_guard<std::recursive_mutex> locked(gate)

/// Not of NVIDIA: seed, devices, capability (major x 10 + minor), memory, wgmma (a fault of scheduler.h, 0 for none) or sticky.
API aetherSimulatorSet(const char* name, u64 value) {
    LOCKED;
    std::string what = name;
    if (what == "seed")
        ae_sim_seed(value);
    else if (what == "devices")
        devices = value;
    else if (what == "capability")
        capability = value;
    else if (what == "memory")
        memory_bytes = value;
    else if (what == "wgmma")
        ae_sim_wgmma_fault(value);
    else if (what == "sticky")
        sticky = value;
    else
        return invalid_value;
    return ok;
}

/// Not of NVIDIA: bytes of a kernel's parameter, so that both sides can compare theirs; -1 when there is no such kernel.
extern "C" __attribute__((visibility("default"))) i64 aetherSimulatorArgsBytes(const char* name) {
    const ae_sim_kernel* kernel = ae_sim_find(name);
    return kernel ? (i64)kernel->args_bytes : -1;
}

/// Not of NVIDIA: launches of a kernel that have run.
extern "C" __attribute__((visibility("default"))) u64 aetherSimulatorRuns(const char* name) {
    LOCKED;
    return runs[name];
}

API cuInit(unsigned) {
    initialised = true;
    return devices == 0 ? no_device : ok;
}
API cuDriverGetVersion(int* version) { return *version = 12000, ok; }
API cuDeviceGetCount(int* count) { return *count = (int)devices, initialised ? ok : not_initialised; }
API cuDeviceGet(int* device, int ordinal) {
    *device = ordinal;
    return ordinal >= 0 && (u64)ordinal < devices ? ok : invalid_device;
}
API cuDeviceGetName(char* name, int length, int) { return snprintf(name, length, "Aether simulator (CPU)"), ok; }
API cuDeviceTotalMem_v2(size_t* bytes, int) { return *bytes = memory_bytes, ok; }
API cuDeviceGetAttribute(int* value, int attribute, int) {
    switch (attribute) {
    case 16: return *value = 2, ok;                       // multiprocessors
    case 75: return *value = (int)(capability / 10), ok;  // compute capability, major
    case 76: return *value = (int)(capability % 10), ok;  // compute capability, minor
    default: return invalid_value;
    }
}
API cuDevicePrimaryCtxRetain(void** context, int) {
    LOCKED;
    contexts++;
    return *context = (void*)1, ok;
}
API cuDevicePrimaryCtxRelease_v2(int) {
    LOCKED;
    broken = --contexts > 0 && broken;
    return ok;
}
API cuCtxSetCurrent(void*) { return ok; }
API cuMemGetInfo_v2(size_t* available, size_t* total) {
    LOCKED;
    if (broken)
        return launch_failed;
    *total = memory_bytes;
    *available = memory_used > memory_bytes ? 0 : memory_bytes - memory_used;
    return ok;
}

API cuModuleLoadDataEx(void** handle, const void* image, unsigned count, int* options, void** values) {
    std::string text = (const char*)image;
    if (text.find(".version ") == std::string::npos || text.find(".target sm_") == std::string::npos) {
        char* log = nullptr;
        size_t bytes = 0;
        for (unsigned i = 0; i < count; i++) {
            if (options[i] == 5)
                log = (char*)values[i];
            if (options[i] == 6)
                bytes = (size_t)values[i];
        }
        if (log && bytes)
            snprintf(log, bytes, "ptxas fatal   : Missing .version directive at start of file");
        return invalid_ptx;
    }
    u64 target = strtoull(text.c_str() + text.find(".target sm_") + 11, nullptr, 10);
    bool only = text.find(".target sm_90a") != std::string::npos; // for one capability, and no later one
    if (target > capability || (only && target != capability))
        return invalid_image;
    if (broken)
        return launch_failed;
    *handle = new module{text};
    return ok;
}
API cuModuleUnload(void* handle) { return delete (module*)handle, ok; }
API cuModuleGetFunction(void** function, void* handle, const char* name) {
    bool there = ((module*)handle)->text.find(std::string(".entry ") + name + "(") != std::string::npos;
    *function = there ? (void*)ae_sim_find(name) : nullptr;
    return *function ? ok : not_found;
}

API cuMemAlloc_v2(u64* address, size_t bytes) {
    LOCKED;
    if (bytes == 0)
        return invalid_value;
    if (broken)
        return launch_failed;
    if (memory_used > memory_bytes || bytes > memory_bytes - memory_used)
        return out_of_memory;
    void* memory = nullptr;
    if (posix_memalign(&memory, 256, bytes + guard_bytes))
        return out_of_memory;
    memset(memory, 0xcd, bytes);
    memset((u8*)memory + bytes, 0xa5, guard_bytes);
    *address = (u64)memory;
    device_memory[*address] = bytes;
    memory_used += bytes;
    return ok;
}
API cuMemFree_v2(u64 address) {
    LOCKED;
    auto found = device_memory.find(address);
    if (found == device_memory.end())
        return invalid_value;
    int code = drain_all(); // as the driver does
    memory_used -= found->second;
    device_memory.erase(found);
    free((void*)address);
    return code;
}
API cuMemHostAlloc(void** address, size_t bytes, unsigned) {
    LOCKED;
    if (bytes == 0 || posix_memalign(address, 4096, bytes))
        return bytes == 0 ? invalid_value : out_of_memory;
    memset(*address, 0xcd, bytes);
    pinned_memory[(u64)*address] = bytes;
    return ok;
}
API cuMemFreeHost(void* address) {
    LOCKED;
    if (!pinned_memory.erase((u64)address))
        return invalid_value;
    free(address);
    return ok;
}

API cuMemcpyHtoDAsync_v2(u64 to, const void* from, size_t bytes, void* on) {
    LOCKED;
    if (!inside(device_memory, to, bytes))
        return invalid_value;
    if (inside(pinned_memory, (u64)from, bytes))
        return push(on, [=] { return memcpy((void*)to, from, bytes), ok; });
    std::vector<u8> staged((const u8*)from, (const u8*)from + bytes); // pageable memory is read before the call returns
    return push(on, [=] { return memcpy((void*)to, staged.data(), bytes), ok; });
}
API cuMemcpyDtoHAsync_v2(void* to, u64 from, size_t bytes, void* on) {
    LOCKED;
    if (!inside(device_memory, from, bytes))
        return invalid_value;
    return push(on, [=] { return memcpy(to, (void*)from, bytes), ok; });
}
API cuMemcpyDtoDAsync_v2(u64 to, u64 from, size_t bytes, void* on) {
    LOCKED;
    if (!inside(device_memory, to, bytes) || !inside(device_memory, from, bytes))
        return invalid_value;
    return push(on, [=] { return memmove((void*)to, (void*)from, bytes), ok; });
}
API cuMemsetD8Async(u64 to, u8 value, size_t bytes, void* on) {
    LOCKED;
    if (!inside(device_memory, to, bytes))
        return invalid_value;
    return push(on, [=] { return memset((void*)to, value, bytes), ok; });
}

API cuStreamCreate(void** handle, unsigned) {
    LOCKED;
    stream* s = new stream;
    streams.insert(s);
    return *handle = s, ok;
}
API cuStreamDestroy_v2(void* handle) {
    LOCKED;
    stream* s = (stream*)handle;
    if (!streams.count(s))
        return invalid_handle;
    int code = drain(s, s->queued);
    streams.erase(s);
    delete s;
    return code;
}
API cuStreamSynchronize(void* handle) {
    LOCKED;
    stream* s = (stream*)handle;
    if (!streams.count(s))
        return invalid_handle;
    int code = drain(s, s->queued);
    return broken ? launch_failed : code;
}
API cuStreamWaitEvent(void* handle, void* waited, unsigned) {
    LOCKED;
    event e = *(event*)waited;
    return push(handle, [=] { return e.last && streams.count(e.last) ? drain(e.last, e.ticket) : ok; });
}
API cuStreamBeginCapture_v2(void* handle, int) {
    LOCKED;
    stream* s = (stream*)handle;
    if (!streams.count(s))
        return invalid_handle;
    s->capturing = true;
    s->captured.clear();
    return ok;
}
API cuStreamEndCapture(void* handle, void** made) {
    LOCKED;
    stream* s = (stream*)handle;
    if (!streams.count(s) || !s->capturing)
        return invalid_handle;
    s->capturing = false;
    return *made = new graph{s->captured}, ok;
}
API cuGraphInstantiateWithFlags(void** made, void* handle, u64) { return *made = new graph(*(graph*)handle), ok; }
API cuGraphLaunch(void* handle, void* on) {
    LOCKED;
    for (work& one : ((graph*)handle)->nodes)
        if (int code = push(on, one))
            return code;
    return ok;
}
API cuGraphExecDestroy(void* handle) { return delete (graph*)handle, ok; }
API cuGraphDestroy(void* handle) { return delete (graph*)handle, ok; }

API cuEventCreate(void** handle, unsigned) { return *handle = new event(), ok; }
API cuEventDestroy_v2(void* handle) { return delete (event*)handle, ok; }
API cuEventRecord(void* handle, void* on) {
    LOCKED;
    event* e = (event*)handle;
    stream* s = (stream*)on;
    if (!streams.count(s))
        return invalid_handle;
    if (s->capturing)
        return capture_unsupported;
    e->last = s;
    e->ticket = s->queued + 1;
    return push(on, [=] { return e->at = milliseconds(), ok; });
}
API cuEventSynchronize(void* handle) {
    LOCKED;
    event* e = (event*)handle;
    return e->last && streams.count(e->last) ? drain(e->last, e->ticket) : ok;
}
API cuEventElapsedTime(float* elapsed, void* from, void* to) { return *elapsed = (float)(((event*)to)->at - ((event*)from)->at), ok; }

API cuFuncSetAttribute(void* function, int attribute, int value) {
    LOCKED;
    if (!function || attribute != 8 || value < 0 || value > (int)ae_sim_shared_most)
        return invalid_value;
    return launched_most[function] = value, ok;
}

API cuLaunchKernel(void* function, u32 gx, u32 gy, u32 gz, u32 bx, u32 by, u32 bz, u32 shared, void* on, void** parameters, void** extra) {
    LOCKED;
    const ae_sim_kernel* kernel = (const ae_sim_kernel*)function;
    if (!kernel || !gx || !gy || !gz || !bx || !by || !bz || gy > 65535 || gz > 65535 || (u64)bx * by * bz > 1024 || extra)
        return invalid_value;
    auto most = launched_most.find(function);
    if (shared > (most == launched_most.end() ? ae_sim_shared_named : (u32)most->second))
        return invalid_value;
    std::vector<u64> args((kernel->args_bytes + 7) / 8); // the driver, too, reads the parameters before the call returns
    memcpy(args.data(), parameters[0], kernel->args_bytes);
    return push(on, [=] {
        const char* wrong = ae_sim_launch(kernel, {gx, gy, gz}, {bx, by, bz}, shared, args.data());
        runs[kernel->name]++;
        return wrong ? fail(launch_failed, wrong) : guards_hold(kernel->name);
    });
}

API cuGetErrorName(int code, const char** name) {
    switch (code) {
    case ok: *name = "CUDA_SUCCESS"; break;
    case invalid_value: *name = "CUDA_ERROR_INVALID_VALUE"; break;
    case out_of_memory: *name = "CUDA_ERROR_OUT_OF_MEMORY"; break;
    case not_initialised: *name = "CUDA_ERROR_NOT_INITIALIZED"; break;
    case no_device: *name = "CUDA_ERROR_NO_DEVICE"; break;
    case invalid_device: *name = "CUDA_ERROR_INVALID_DEVICE"; break;
    case invalid_image: *name = "CUDA_ERROR_INVALID_IMAGE"; break;
    case invalid_ptx: *name = "CUDA_ERROR_INVALID_PTX"; break;
    case invalid_handle: *name = "CUDA_ERROR_INVALID_HANDLE"; break;
    case not_found: *name = "CUDA_ERROR_NOT_FOUND"; break;
    case illegal_address: *name = "CUDA_ERROR_ILLEGAL_ADDRESS"; break;
    case launch_failed: *name = "CUDA_ERROR_LAUNCH_FAILED"; break;
    case capture_unsupported: *name = "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"; break;
    default: *name = nullptr; return invalid_value;
    }
    return ok;
}
API cuGetErrorString(int code, const char** text) {
    LOCKED;
    static char kept[512];
    if (code == launch_failed || code == illegal_address)
        return snprintf(kept, sizeof kept, "%s", last_failure.c_str()), *text = kept, ok;
    return cuGetErrorName(code, text);
}
