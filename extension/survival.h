/* The entry point of the survival extension, for an application that links it instead of loading it. Before it opens its
   databases, once:

       sqlite3_auto_extension((void (*)(void))sqlite3_survival_init);

   or, for one open connection: sqlite3_survival_init(db, &message, NULL). No load_extension() is needed, so it may stay
   forbidden. To link it,

   - with CMake, after `cmake --install`:
         find_package(survival REQUIRED)
         target_link_libraries(application PRIVATE survival::static)
   - with CMake, as part of your build (not installed; no tests; an SQLite::SQLite3 of your own is used if there is one):
         include(FetchContent)
         FetchContent_Declare(survival URL survival-0.2.0.tar.gz)
         FetchContent_MakeAvailable(survival)
         target_link_libraries(application PRIVATE survival::static)
   - else: cc application.c $(pkg-config --cflags --libs survival)

   The library is C++ inside: a C program is linked by the C++ compiler, or with -lstdc++ as pkg-config says. The functions
   may be used by many threads, each with its own connection, as SQLite's own rules have it. */
#ifndef SURVIVAL_H
#define SURVIVAL_H

#include <sqlite3.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sqlite3_api_routines;

/* Registers every function on `db`. Returns an SQLite result code, and for one that is not SQLITE_OK a message in
   *message, to be freed with sqlite3_free(). Linked statically, `api` may be null. */
int sqlite3_survival_init(sqlite3 *db, char **message, const struct sqlite3_api_routines *api);

#ifdef __cplusplus
}
#endif

#endif
