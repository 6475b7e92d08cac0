#include "csimdjson.h"

#include <charconv>
#include <cstdlib>
#include <locale.h>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

using namespace simdjson;

struct millrace_json_reader {
    dom::parser parser;
    std::vector<std::string> names;
    /// Whether each name is a JSON Pointer.
    std::vector<bool> pointers;
    size_t plain = 0;
    std::string problem;
};

millrace_json_reader *millrace_json_reader_make(const char *const *names, size_t count) {
    auto *reader = new millrace_json_reader;
    for (size_t i = 0; i < count; i++) {
        reader->names.emplace_back(names[i]);
        reader->pointers.push_back(names[i][0] == '/');
        reader->plain += names[i][0] != '/';
    }
    return reader;
}

void millrace_json_reader_free(millrace_json_reader *reader) { delete reader; }

static void fill(millrace_json_field &field, dom::element element) {
    switch (element.type()) {
        case dom::element_type::NULL_VALUE: field.kind = millrace_json_null; break;
        case dom::element_type::BOOL:
            field.kind = bool(element.get_bool().value_unsafe()) ? millrace_json_true : millrace_json_false;
            break;
        case dom::element_type::INT64:
            field.kind = millrace_json_integer;
            field.integer = element.get_int64().value_unsafe();
            break;
        case dom::element_type::UINT64:
            field.kind = millrace_json_number;
            field.number = double(element.get_uint64().value_unsafe());
            break;
        case dom::element_type::DOUBLE:
            field.kind = millrace_json_number;
            field.number = element.get_double().value_unsafe();
            break;
        case dom::element_type::STRING: {
            std::string_view text = element.get_string().value_unsafe();
            field.kind = millrace_json_text;
            field.text = text.data();
            field.length = text.size();
            break;
        }
        case dom::element_type::OBJECT: field.kind = millrace_json_object; break;
        case dom::element_type::ARRAY: field.kind = millrace_json_array; break;
    }
}

millrace_json_outcome millrace_json_read(
    millrace_json_reader *reader, const char *document, size_t length, millrace_json_field *fields) {
    for (size_t i = 0; i < reader->names.size(); i++) fields[i] = millrace_json_field{};
    dom::element root;
    auto error = reader->parser.parse(document, length, false).get(root);
    if (error) {
        reader->problem = error_message(error);
        return millrace_json_malformed;
    }
    dom::object object;
    if (root.get_object().get(object)) return millrace_json_not_an_object;
    size_t wanted = reader->plain;
    for (auto member : object) {
        if (wanted == 0) break;
        for (size_t i = 0; i < reader->names.size(); i++) {
            if (reader->pointers[i] || fields[i].kind != millrace_json_absent || reader->names[i] != member.key) continue;
            fill(fields[i], member.value);
            wanted--;
        }
    }
    for (size_t i = 0; i < reader->names.size(); i++) {
        dom::element element;
        if (reader->pointers[i] && !root.at_pointer(reader->names[i]).get(element)) fill(fields[i], element);
    }
    return millrace_json_ok;
}

const char *millrace_json_problem(const millrace_json_reader *reader) { return reader->problem.c_str(); }

int millrace_parse_number(const char *text, size_t length, double *number) {
    const char *end = text + length;
    if (text != end && *text == '+' && end - text > 1 && text[1] != '-') text++;
    auto [stopped, error] = std::from_chars(text, end, *number);
    if (stopped != end || text == end) return 0;
    if (error != std::errc::result_out_of_range) return error == std::errc();
    // Too large, or too small: the C library tells which, by infinity or by zero.
    static const locale_t c = newlocale(LC_ALL_MASK, "C", nullptr);
    *number = strtod_l(std::string(text, end).c_str(), nullptr, c);
    return 1;
}
