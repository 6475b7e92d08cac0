/// Times as they are read from the tables.
enum StoredTime {
    /// SQL for a time as microseconds since 1970, of the years 1 to 9999: one before or after is as their beginning or end, so
    /// that nothing overflows. Null for an infinite one.
    static func microseconds(_ time: String) -> String {
        """
        (case when isfinite(\(time))
              then extract(epoch from least(greatest(\(time), '0001-01-01Z'), '9999-12-31Z')) * 1000000 end)::bigint
        """
    }
}
