#include "clmdb.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>

static _Thread_local sigjmp_buf landing;
static _Thread_local volatile sig_atomic_t guarded;
static struct sigaction former_segv, former_bus;

static void fall(int number) {
    if (guarded) {
        guarded = 0;
        siglongjmp(landing, 1);
    }
    // Not ours: what was there before sees it when the instruction is tried again.
    sigaction(number, number == SIGBUS ? &former_bus : &former_segv, NULL);
}

static void arm(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = fall;
    action.sa_flags = SA_NODEFER | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, &former_segv);
    sigaction(SIGBUS, &action, &former_bus);
}

static pthread_once_t armed = PTHREAD_ONCE_INIT;

static void assertion(MDB_env *env, const char *message) {
    (void)env;
    (void)message;
    if (guarded) {
        guarded = 0;
        siglongjmp(landing, 1);
    }
}

static int begin(MDB_env *env, const char *path, unsigned int flags, MDB_txn **txn, MDB_dbi *dbi) {
    int code = mdb_env_open(env, path, flags, 0640);
    if (code) return code;
    code = mdb_txn_begin(env, NULL, MDB_RDONLY, txn);
    if (code) return code;
    code = mdb_dbi_open(*txn, NULL, 0, dbi);
    if (code) return code;
    MDB_cursor *cursor;
    code = mdb_cursor_open(*txn, 0, &cursor);
    if (code) return code;
    MDB_val key, value;
    volatile unsigned char sum = 0;
    while ((code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
        if (value.mv_size) sum += ((unsigned char *)value.mv_data)[value.mv_size - 1];
    }
    mdb_cursor_close(cursor);
    return code == MDB_NOTFOUND ? 0 : code;
}

int clmdb_begin_reading(MDB_env *env, const char *path, unsigned int flags, MDB_txn **txn, MDB_dbi *dbi) {
    pthread_once(&armed, arm);
    mdb_env_set_assert(env, assertion);
    if (sigsetjmp(landing, 0)) return MDB_CORRUPTED;
    guarded = 1;
    int code = begin(env, path, flags, txn, dbi);
    guarded = 0;
    return code;
}

int clmdb_read(
    MDB_cursor *cursor, MDB_cursor_op operation, unsigned char *key, size_t *key_length, unsigned char *value,
    size_t capacity, size_t *length) {
    pthread_once(&armed, arm);
    if (sigsetjmp(landing, 0)) return MDB_CORRUPTED;
    guarded = 1;
    MDB_val name = {*key_length, key}, found = {0, NULL};
    int code = mdb_cursor_get(cursor, &name, &found, operation);
    if (code == 0 && name.mv_size > 511) code = MDB_CORRUPTED;
    if (code == 0) {
        if (name.mv_data != key) memcpy(key, name.mv_data, name.mv_size);
        *key_length = name.mv_size;
        *length = found.mv_size;
        memcpy(value, found.mv_data, found.mv_size < capacity ? found.mv_size : capacity);
    }
    guarded = 0;
    return code;
}
