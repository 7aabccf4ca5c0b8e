import Diagnostics
import SourceText

/// Every output that a map sends to is declared in the manifest, and takes what is sent.
///
/// - Reports: `map.unknown-output`, an error, on the name; `map.output-kind`, an error, on the name of
///   a MIDI port that is sent OSC or of an OSC target that is sent MIDI.
/// - Fix-it: the nearest output of the right kind, when one is within two edits.
struct OutputIsDeclared: MapRule {
    static let findings = [
        FindingKind(
            "map.unknown-output", .error,
            "Every output that a map sends to is declared in the manifest, and takes what is sent"),
        FindingKind(
            "map.output-kind", .error,
            "Every output that a map sends to is declared in the manifest, and takes what is sent"),
    ]
    static let health = HealthCost(.consistency, error: 0.3, warning: 0.3)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.targets.compactMap { target in
            guard let destination = target.destination,
                let name = destination.output(in: destination.location.path)
            else { return nil }
            let declared = map.facts.outputs.first { $0.name == name.value }
            var sendsMIDI = false
            if case .midi = destination { sendsMIDI = true }
            if let declared {
                return declared.takesMIDI == sendsMIDI ? nil : .outputKind(name, sendsMIDI)
            }
            let suitable = map.facts.outputs.filter { $0.takesMIDI == sendsMIDI }.map(\.name)
            return .unknownOutput(name, suitable, sendsMIDI)
        }
    }
}

extension OutputDeclaration {
    /// Whether it is a MIDI port.
    public var takesMIDI: Bool {
        if case .midi = kind { true } else { false }
    }
}

extension Diagnostic {
    fileprivate static func unknownOutput(
        _ name: Placed<String>, _ names: [String], _ sendsMIDI: Bool
    ) -> Diagnostic {
        let nearest = nearestName(to: name.value, among: names)
        let key = sendsMIDI ? "port" : "osc"
        let hint =
            nearest.map { "; did you mean '\($0)'?" }
            ?? "; declare it in pipeline.toml as an [[output]] with 'name' and '\(key)'"
        return Diagnostic(
            .error, "map.unknown-output", "no output is called '\(name.value)'\(hint)",
            at: name.location, fixIt: nearest.map { .use($0, at: name.location) })
    }

    fileprivate static func outputKind(_ name: Placed<String>, _ sendsMIDI: Bool) -> Diagnostic {
        Diagnostic(
            .error, "map.output-kind",
            sendsMIDI
                ? "'\(name.value)' takes OSC, not MIDI; name an output with 'port', or use 'osc'"
                : "'\(name.value)' is a MIDI port, which takes no OSC; name an output with 'osc', or "
                    + "use 'midi'", at: name.location)
    }
}
