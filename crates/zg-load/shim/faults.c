/* Stands between a server and the C library: lets writes to files fail and turns the clock, as a small shared
 * file says. Loaded with LD_PRELOAD; `shim.rs` compiles it and writes that file.
 *
 * Only regular files beyond standard output fail: sockets, pipes and the log stay whole. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The same order as in `shim.rs`. */
struct control {
    _Atomic int64_t clock_offset_seconds;
    _Atomic int32_t error;   /* an errno, or 0 */
    _Atomic int32_t percent; /* of the calls */
};

static const struct control *control;
static _Atomic uint32_t calls;

__attribute__((constructor)) static void open_control(void) {
    const char *path = getenv("ZG_LOAD_CONTROL");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (mapped != MAP_FAILED)
        control = mapped;
}

/* Whether this call is one of those that fail; sets errno then. */
static int fails(int fd) {
    int error = control ? atomic_load(&control->error) : 0;
    if (error == 0 || fd <= 2)
        return 0;
    struct stat about;
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
        return 0;
    /* Knuth's multiplier spreads the counter: failures come neither first nor in rows. */
    uint32_t chance = (atomic_fetch_add(&calls, 1) * 2654435761u) >> 16;
    if ((int32_t)(chance % 100) >= atomic_load(&control->percent))
        return 0;
    errno = error;
    return 1;
}

#define REAL(type, name, ...)                                   \
    static type (*real)(__VA_ARGS__);                           \
    if (!real)                                                  \
        real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return fails(fd) ? -1 : real(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return fails(fd) ? -1 : real(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return fails(fd) ? -1 : real(fd, bytes, count, at);
}

int fsync(int fd) {
    REAL(int, "fsync", int);
    return fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    return fails(fd) ? -1 : real(fd);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    int outcome = real(clock, now);
    if (outcome == 0 && control && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += atomic_load(&control->clock_offset_seconds);
    return outcome;
}
