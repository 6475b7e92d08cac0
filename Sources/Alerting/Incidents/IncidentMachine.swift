import StreamRuntime
import TimeSeries

/// Makes incidents of the anomalies of one series, as a policy says.
///
/// Idle, until an observation is unusual; pending, until as many as the policy wants were so one after the other, or the
/// series has fallen silent, and the cooldown of the incident before is over; firing, until none was unusual for a while.
/// A function of what it is shown: no clock, no memory besides the state.
package struct IncidentMachine: Sendable {
    package let policy: IncidentPolicy

    package init(_ policy: IncidentPolicy) { self.policy = policy }

    /// Shows an observation.
    ///
    /// - Parameters:
    ///   - sight: what is unusual about it; nil when nothing is.
    ///   - time: its event time.
    ///   - now: the newest event time of its partition, at least `time`.
    /// - Returns: what is to be told, and whether the anomaly shown is the worst of the incident so far.
    package func observe(
        _ sight: IncidentSight?, at time: Int64, now: Int64, _ state: inout IncidentState
    ) -> (transition: IncidentTransition?, isWorst: Bool) {
        let wasSilent = state.isSilent
        state.isSilent = false
        guard let sight, sight.severity >= policy.leastSeverity else {
            // A silence was unusual until now.
            if wasSilent, state.phase == .firing { state.unusualAt = now }
            if state.phase == .pending { begin(.idle, &state) }
            return (nil, false)
        }
        return note(sight, at: time, now: now, &state)
    }

    /// Tells that the series has fallen silent, which is enough to fire, however many observations the policy wants.
    ///
    /// - Parameter time: from which event time on it is.
    package func beSilent(
        _ sight: IncidentSight, from time: Int64, _ state: inout IncidentState
    ) -> (transition: IncidentTransition?, isWorst: Bool) {
        guard sight.severity >= policy.leastSeverity else { return (nil, false) }
        state.isSilent = true
        return note(sight, at: time, now: time, &state)
    }

    /// On the partition's clock, when the state changes by itself; nil when it does not.
    package func deadline(_ state: IncidentState) -> Int64? {
        switch state.phase {
        case .idle: nil
        case .pending: state.isSilent ? coolAt(state) : nil
        case .firing: state.isSilent ? nil : state.unusualAt.addingWithLimit(policy.resolveAfterMicroseconds)
        }
    }

    /// Lets the time come that ``deadline(_:)`` says.
    package func settle(_ state: inout IncidentState) -> IncidentTransition? {
        guard let deadline = deadline(state) else { return nil }
        if state.phase == .pending { return fire(at: deadline, &state) }
        state.resolvedAt = deadline
        let transition = tell(.resolved, at: deadline, &state)
        begin(.idle, &state)
        return transition
    }

    /// Ends the incident, since what it rests on is forgotten.
    package func end(at now: Int64, _ state: inout IncidentState) -> IncidentTransition? {
        let wasFiring = state.phase == .firing
        state.isSilent = false
        if wasFiring { state.resolvedAt = now }
        let transition = wasFiring ? tell(.resolved, at: now, &state) : nil
        begin(.idle, &state)
        return transition
    }

    private func note(
        _ sight: IncidentSight, at time: Int64, now: Int64, _ state: inout IncidentState
    ) -> (transition: IncidentTransition?, isWorst: Bool) {
        if state.phase == .idle { begin(.pending, &state) }
        if !sight.isSilence { state.observations += 1 }
        state.consecutive = state.consecutive.addingReportingOverflow(1).partialValue
        state.unusualAt = max(state.unusualAt, now)
        let isWorst = state.severity.map { (sight.severity, sight.score) > ($0, state.worst) } ?? true
        if isWorst { (state.severity, state.worst) = (sight.severity, sight.score) }
        if state.phase == .pending {
            let isEnough = sight.isSilence || state.consecutive >= policy.consecutive
            return (isEnough && now >= coolAt(state) ? fire(at: time, &state) : nil, isWorst)
        }
        guard let told = state.told, let severity = state.severity, severity > told else { return (nil, isWorst) }
        return (tell(.escalated, at: time, &state), isWorst)
    }

    /// When the cooldown of the incident before is over.
    private func coolAt(_ state: IncidentState) -> Int64 {
        state.resolvedAt.addingWithLimit(policy.cooldownMicroseconds)
    }

    private func begin(_ phase: IncidentState.Phase, _ state: inout IncidentState) {
        state.phase = phase
        state.consecutive = 0
        state.observations = 0
        state.worst = 0
        state.severity = nil
        state.told = nil
    }

    private func fire(at time: Int64, _ state: inout IncidentState) -> IncidentTransition {
        state.phase = .firing
        state.sequence = 0
        // With the fingerprint it names the incident: no two have the same.
        state.opened = max(time, state.opened.addingWithLimit(1))
        return tell(.firing, at: time, &state)
    }

    private func tell(_ change: AlertRow.Change, at time: Int64, _ state: inout IncidentState) -> IncidentTransition {
        let severity = state.severity ?? policy.leastSeverity
        state.told = severity
        defer { state.sequence += 1 }
        return IncidentTransition(
            change: change, opened: state.opened, at: max(time, state.opened), sequence: Int(state.sequence),
            severity: severity, observations: state.observations)
    }
}
