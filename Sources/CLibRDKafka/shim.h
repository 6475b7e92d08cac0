#include <librdkafka/rdkafka.h>
// Brokers within a process: for tests.
#include <librdkafka/rdkafka_mock.h>
#include <sys/eventfd.h>

// librdkafka's producing call that takes a timestamp is variadic, and variadic functions are not imported into Swift.
static inline rd_kafka_resp_err_t millrace_produce(
    rd_kafka_t *client, rd_kafka_topic_t *topic, const void *key, size_t key_length, const void *value,
    size_t value_length, int64_t timestamp_milliseconds) {
    return rd_kafka_producev(
        client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key, key_length),
        RD_KAFKA_V_VALUE((void *)value, value_length), RD_KAFKA_V_TIMESTAMP(timestamp_milliseconds), RD_KAFKA_V_END);
}

// A descriptor that becomes readable when eight bytes, a number above 0, are written to it.
static inline int millrace_wakeup_descriptor(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
