/// What a user says of anomalies.
package enum UserVerdict: Sendable { case falseAlarm, confirmed, expected }
