/* The entry point of the survival extension, for an application that links it instead of loading it:

       sqlite3_auto_extension((void (*)(void))sqlite3_survival_init);   before it opens its databases */
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
