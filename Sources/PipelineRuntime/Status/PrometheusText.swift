import ALSAMIDI
import ControlRuntime

/// The text that Prometheus reads: for each metric its help, its type, and its values.
///
/// - Source: Prometheus, text exposition format 0.0.4.
struct PrometheusText {
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    private(set) var text = ""
    private var begun = ""

    /// Adds one value; those of one metric follow one another.
    mutating func add(
        _ name: String, _ kind: Kind, _ help: String, _ value: String,
        labels: [(String, String)] = [], suffix: String = ""
    ) {
        let full = "pipeline_runtime_\(name)"
        if begun != full {
            text += "# HELP \(full) \(help)\n# TYPE \(full) \(kind.rawValue)\n"
            begun = full
        }
        text += full + suffix
        if !labels.isEmpty {
            let list = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
            text += "{\(list.joined(separator: ","))}"
        }
        text += " \(value)\n"
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, letter in
            switch letter {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(letter)
            }
        }
    }
}

extension RuntimeStatus {
    /// The status as Prometheus reads it.
    var prometheus: String {
        var text = PrometheusText()
        addTotals(&text)
        addOutputs(&text)
        addLateness(&text)
        for counter in PlayerCounter.allCases {
            text.add(
                "player_\(counter.word)" + (counter.isGauge ? "" : "_total"),
                counter.isGauge ? .gauge : .counter, "Events of the player: \(counter.word).",
                "\(self[counter])")
        }
        for counter in SequencerCounts.Counter.allCases where !sequencer.isEmpty {
            text.add(
                "sequencer_\(counter.word)_total", .counter,
                "Events at the ALSA sequencer: \(counter.word).", "\(self[counter])")
        }
        return text.text
    }

    private func addTotals(_ text: inout PrometheusText) {
        func each(
            _ name: String, _ kind: PrometheusText.Kind, _ help: String,
            _ value: (Totals) -> UInt64
        ) {
            for one in Kind.allCases {
                text.add(
                    name, kind, help, "\(value(totals(one)))", labels: [("kind", one.rawValue)])
            }
        }
        each("messages_sent_total", .counter, "Messages that left.") { $0.sent }
        each("messages_failed_total", .counter, "Messages that will never leave.") { $0.failed }
        each("active_ports", .gauge, "Outputs where somebody is there.") { $0.active }
        text.add(
            "queue_size", .gauge, "Messages that wait, for their time or in lanes.",
            "\(totals.queued)")
        text.add("uptime_seconds", .gauge, "Seconds since the start.", "\(uptimeSeconds)")
        text.add(
            "map_reloads_total", .counter, "Maps that took the place of others.", "\(reloads.taken)"
        )
        text.add(
            "map_reloads_refused_total", .counter, "Changed maps that could not be played.",
            "\(reloads.refused)")
        text.add(
            "realtime_priority", .gauge, "Priority in the first-in-first-out class, 0 without.",
            "\(realtime.priority ?? 0)")
        text.add(
            "memory_locked", .gauge, "Whether memory is locked.",
            realtime.isMemoryLocked ? "1" : "0")
    }

    private func labels(_ output: Output) -> [(String, String)] {
        [("output", output.name), ("kind", output.kind.rawValue)]
    }

    private func addOutputs(_ text: inout PrometheusText) {
        for output in outputs {
            for outcome in OutputCounter.outcomes {
                text.add(
                    "output_messages_total", .counter,
                    "Messages of an output by what became of them.",
                    "\(output[outcome])", labels: labels(output) + [("outcome", outcome.word)])
            }
        }
        for counter in OutputCounter.allCases where !OutputCounter.outcomes.contains(counter) {
            for output in outputs {
                text.add(
                    "output_\(counter.word)" + (counter.isGauge ? "" : "_total"),
                    counter.isGauge ? .gauge : .counter, "Of an output: \(counter.word).",
                    "\(output[counter])", labels: labels(output))
            }
        }
    }

    private func addLateness(_ text: inout PrometheusText) {
        let help = "How late messages left; there is no sum."
        for output in outputs {
            var seen: UInt64 = 0
            for place in output.lateness.counts.indices {
                seen += output.lateness.counts[place]
                // Below a microsecond nobody asks.
                guard let bound = LatenessHistogram.bound(of: place), bound >= 1_024 else {
                    continue
                }
                text.add(
                    "lateness_seconds", .histogram, help, "\(seen)",
                    labels: labels(output) + [("le", "\(Double(bound) / 1e9)")],
                    suffix: "_bucket")
            }
            text.add(
                "lateness_seconds", .histogram, help, "\(seen)",
                labels: labels(output) + [("le", "+Inf")], suffix: "_bucket")
            text.add(
                "lateness_seconds", .histogram, help, "\(seen)", labels: labels(output),
                suffix: "_count")
        }
    }
}
