/* How glibc's malloc is set up, before main: a dashboard that is open for days keeps no more memory than it uses.
 *
 * By itself glibc gives each thread an arena of its own, and takes the size of the largest block that was ever given back for how
 * much it may hold on to: after half an hour with 4,700 runners that is 6 MiB which nothing uses. Two threads share one arena
 * well. A block of a page of runners is mapped, and given back at once.
 *
 * In C, as Rust calls this only with `unsafe`, which the crate forbids. Whoever sets one of these in the environment is heard.
 */
#include <malloc.h>
#include <stdlib.h>

static void set(const char *variable, int parameter, int value)
{
    if (getenv(variable) == NULL && getenv("GLIBC_TUNABLES") == NULL)
        mallopt(parameter, value);
}

__attribute__((constructor)) static void set_up_malloc(void)
{
    set("MALLOC_ARENA_MAX", M_ARENA_MAX, 1);
    set("MALLOC_MMAP_THRESHOLD_", M_MMAP_THRESHOLD, 64 * 1024);
    set("MALLOC_TRIM_THRESHOLD_", M_TRIM_THRESHOLD, 64 * 1024);
    set("MALLOC_TOP_PAD_", M_TOP_PAD, 64 * 1024);
}
