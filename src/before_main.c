/* What is done before main, in C: Rust does the one only with `unsafe`, which the crate forbids, and comes too late for the other.
 * Linked into the program alone (build.rs).
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* A closed standard output stays one that cannot be written. By itself Rust opens /dev/null in its place, and what a command
 * found would go there without a word.
 */
static void keep_stdout_closed(void)
{
    if (fcntl(STDOUT_FILENO, F_GETFD) != -1)
        return;
    int null = open("/dev/null", O_RDONLY);
    if (null != -1 && null != STDOUT_FILENO) {
        dup2(null, STDOUT_FILENO);
        close(null);
    }
}

#ifdef __GLIBC__
#include <malloc.h>

/* A dashboard that is open for days keeps no more memory than it uses. By itself glibc gives each thread an arena of its own, and
 * takes the size of the largest block that was ever given back for how much it may hold on to: after half an hour with 4,700
 * runners that is 6 MiB which nothing uses. Two threads share one arena well. Whoever sets one of these in the environment is
 * heard.
 */
static void set(const char *variable, int parameter, int value)
{
    if (getenv(variable) == NULL && getenv("GLIBC_TUNABLES") == NULL)
        mallopt(parameter, value);
}

static void set_up_malloc(void)
{
    set("MALLOC_ARENA_MAX", M_ARENA_MAX, 1);
    set("MALLOC_MMAP_THRESHOLD_", M_MMAP_THRESHOLD, 64 * 1024);
    set("MALLOC_TRIM_THRESHOLD_", M_TRIM_THRESHOLD, 64 * 1024);
    set("MALLOC_TOP_PAD_", M_TOP_PAD, 64 * 1024);
}
#else
static void set_up_malloc(void) {}
#endif

__attribute__((constructor)) static void before_main(void)
{
    keep_stdout_closed();
    set_up_malloc();
}
