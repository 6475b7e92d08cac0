/// LMDB, and reading it where its file may be damaged.
///
/// LMDB believes its pages: one that is damaged or missing makes it follow a wild pointer, or a file's end. The functions here
/// come back with `MDB_CORRUPTED` instead. After that the environment must be left as it is, not even closed.
#pragma once

#include <lmdb.h>
#include <stddef.h>

/// Opens an environment, begins a reading transaction in it and opens its unnamed database; walks the list of free pages.
int clmdb_begin_reading(MDB_env *env, const char *path, unsigned int flags, MDB_txn **txn, MDB_dbi *dbi);

/// Moves a cursor as `mdb_cursor_get` does, and copies what is there.
///
/// `key` and `key_length` are also what is looked for; a key has at most 511 bytes, for which there must be room.
/// At most `capacity` bytes of the value are copied; `length` becomes what there are.
int clmdb_read(
    MDB_cursor *cursor, MDB_cursor_op operation, unsigned char *key, size_t *key_length, unsigned char *value,
    size_t capacity, size_t *length);
