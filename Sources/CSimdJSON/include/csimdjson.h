/// Reads chosen fields of one JSON object, and numbers of other texts, through simdjson.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    millrace_json_absent,
    millrace_json_null,
    millrace_json_false,
    millrace_json_true,
    /// `integer` holds it.
    millrace_json_integer,
    /// `number` holds it; integers beyond 64 bits, signed, come as this too.
    millrace_json_number,
    /// `text` and `length` hold it, unescaped, until the next parse.
    millrace_json_text,
    millrace_json_object,
    millrace_json_array,
} millrace_json_kind;

typedef struct {
    millrace_json_kind kind;
    int64_t integer;
    double number;
    const char *text;
    size_t length;
} millrace_json_field;

/// What a parse came to.
typedef enum {
    millrace_json_ok,
    millrace_json_malformed,
    millrace_json_not_an_object,
} millrace_json_outcome;

typedef struct millrace_json_reader millrace_json_reader;

/// - names: fields of the root object; one that begins with '/' is a JSON Pointer.
millrace_json_reader *millrace_json_reader_make(const char *const *names, size_t count);
void millrace_json_reader_free(millrace_json_reader *reader);

/// Parses one document and fills `fields`, in the order of the names. Of fields with the same name the first counts.
///
/// At least 64 bytes behind the document have to be readable.
millrace_json_outcome millrace_json_read(
    millrace_json_reader *reader, const char *document, size_t length, millrace_json_field *fields);

/// What was wrong with the document last read.
const char *millrace_json_problem(const millrace_json_reader *reader);

/// Reads a decimal number that makes up the whole text, whatever the locale.
///
/// Returns whether it is one; infinities and NaN by name are, as well as numbers too large for a double, which become
/// infinite, and ones too small, which become zero.
int millrace_parse_number(const char *text, size_t length, double *number);

#ifdef __cplusplus
}
#endif
