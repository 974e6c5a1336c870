// The limit: what a plain loop over rows in memory reaches. Filter, project, count per key in windows of ten seconds.
//
//   limit ROWS KEYS ROWS_PER_WINDOW
//
// makes its rows, prints "ready", and then for every line on stdin runs once and prints
// "NANOSECONDS CPU_NANOSECONDS RESULTS CHECKSUM".
// Written as one would write it by hand: one pass, an open-addressing table with linear probing, a hash of one
// multiplication, at most half full, reused from window to window.

#include <chrono>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <malloc.h>
#include <vector>

struct Row {
    uint64_t key;
    int64_t time; // microseconds
    uint64_t page;
    uint32_t user;
    int32_t type;
};
static_assert(sizeof(Row) == 32);

struct Projected {
    uint64_t key;
    int64_t time;
};

static uint64_t mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

constexpr int64_t kWindow = 10'000'000;

class Counts {
public:
    Counts() : slots_(16), shift_(64 - 4) {}

    void add(uint64_t key) {
        size_t mask = slots_.size() - 1;
        size_t at = (key * 0x9e3779b97f4a7c15) >> shift_;
        for (;; at = (at + 1) & mask) {
            Slot& slot = slots_[at];
            if (slot.count != 0 && slot.key == key) {
                slot.count++;
                return;
            }
            if (slot.count == 0) {
                slot.key = key;
                slot.count = 1;
                if (++used_ * 2 > slots_.size()) grow();
                return;
            }
        }
    }

    template <typename Emit>
    void drain(Emit emit) {
        for (Slot& slot : slots_) {
            if (slot.count == 0) continue;
            emit(slot.key, slot.count);
            slot.count = 0;
        }
        used_ = 0;
    }

private:
    struct Slot {
        uint64_t key;
        uint64_t count; // 0: free
    };

    void grow() {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        shift_--;
        size_t mask = slots_.size() - 1;
        for (const Slot& slot : old) {
            if (slot.count == 0) continue;
            size_t at = (slot.key * 0x9e3779b97f4a7c15) >> shift_;
            while (slots_[at].count != 0) at = (at + 1) & mask;
            slots_[at] = slot;
        }
    }

    std::vector<Slot> slots_;
    int shift_;
    size_t used_ = 0;
};

struct Result {
    uint64_t count = 0;
    uint64_t checksum = 0;
};

static Result run(const std::vector<Row>& rows) {
    Result result;
    Counts counts;
    int64_t windowEnd = INT64_MIN;
    auto fire = [&] {
        counts.drain([&](uint64_t key, uint64_t count) {
            result.count++;
            result.checksum += (key ^ static_cast<uint64_t>(windowEnd)) * count;
        });
    };
    for (const Row& row : rows) {
        if (row.type != 1) continue;
        Projected projected{row.key, row.time};
        if (projected.time >= windowEnd) {
            fire();
            windowEnd = projected.time - projected.time % kWindow + kWindow;
        }
        counts.add(projected.key);
    }
    fire();
    return result;
}

int main(int argc, char** argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: limit ROWS KEYS ROWS_PER_WINDOW\n");
        return 2;
    }
    size_t count = strtoull(argv[1], nullptr, 10);
    uint64_t keys = strtoull(argv[2], nullptr, 10);
    uint64_t perWindow = strtoull(argv[3], nullptr, 10);
    std::vector<Row> rows(count);
    for (size_t i = 0; i < count; i++) {
        uint64_t random = mix(i);
        rows[i].key = mix(((random >> 32) * keys) >> 32);
        rows[i].time = static_cast<int64_t>(static_cast<unsigned __int128>(i) * kWindow / perWindow);
        rows[i].page = random;
        rows[i].user = static_cast<uint32_t>(random >> 8);
        rows[i].type = static_cast<int32_t>((random & 0xffff) % 3);
    }
    // Freed memory stays with the process, as it does with a long-running job: runs after the first take no page faults.
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    puts("ready");
    fflush(stdout);
    for (int c; (c = getchar()) != EOF;) {
        if (c != '\n') continue;
        std::clock_t cpuStart = std::clock();
        auto start = std::chrono::steady_clock::now();
        Result result = run(rows);
        auto end = std::chrono::steady_clock::now();
        std::clock_t cpuEnd = std::clock();
        printf("%lld %lld %llu %llu\n",
               static_cast<long long>(std::chrono::duration_cast<std::chrono::nanoseconds>(end - start).count()),
               static_cast<long long>(cpuEnd - cpuStart) * (1'000'000'000 / CLOCKS_PER_SEC),
               static_cast<unsigned long long>(result.count), static_cast<unsigned long long>(result.checksum));
        fflush(stdout);
    }
    return 0;
}
