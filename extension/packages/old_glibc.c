/* What a new glibc would tie the extension to, under the names that glibc has had from its beginning, so that the extension
   loads with older ones. exp, log and pow got new versions in 2.29 that no longer set errno by way of a wrapper; the numbers
   are the same. The linker's --wrap sends the calls here. */
#if defined(__linux__)
#include <features.h>
#endif

#if defined(__GLIBC__) && (defined(__x86_64__) || defined(__aarch64__))

#if defined(__x86_64__)
#define FIRST "GLIBC_2.2.5"
#else
#define FIRST "GLIBC_2.17"
#endif

double first_exp(double x);
double first_log(double x);
double first_pow(double x, double y);
__asm__(".symver first_exp, exp@" FIRST);
__asm__(".symver first_log, log@" FIRST);
__asm__(".symver first_pow, pow@" FIRST);

double __wrap_exp(double x) { return first_exp(x); }
double __wrap_log(double x) { return first_log(x); }
double __wrap_pow(double x, double y) { return first_pow(x, y); }

/* glibc 2.32 tells the counters of shared pointers that there is one thread; this says that there may be more. */
__attribute__((visibility("hidden"))) char __libc_single_threaded = 0;

#endif
