import OSCTransport
import SourceText

/// The places of ports, targets and controls, by the names that other programs know.
struct InputDirectory: Sendable {
    /// What is known of a port.
    enum Port: Sendable, Equatable {
        case output(UInt16)
        case unknown(names: [String])
        /// The names that a part of a name could mean.
        case ambiguous(names: [String])
    }

    /// An OSC target and its place among the outputs.
    struct Target: Sendable {
        var output: UInt16
        var target: OSCTarget
    }

    /// Looks a port up; asked once for each request until `generation` changes.
    var port: @Sendable (TimedRequest.PortRequest) -> Port
    /// Raised when ports come, go or change their names.
    var generation: @Sendable () -> UInt64
    /// Places of the map's controls.
    var controls: [String: UInt32]
    /// In the map's order.
    var targets: [Target]
    /// Ends everything that sounds.
    var panic: @Sendable () -> Void
    /// Takes an OSC packet that may be what a host says; answers whether it was.
    var hear: @Sendable (UnsafeRawBufferPointer) -> Bool = { _ in false }
    /// Outputs that get MIDI clock when a request names none.
    var clocks: [UInt16] = []
    /// When a beat is, of the clock that is followed or else of the first that runs; `nil` when none does.
    var instantOfBeat: @Sendable (Double) -> UInt64? = { _ in nil }

    func target(named name: String?) -> Target? {
        guard let name else { return targets.first }
        return targets.first { $0.target.name == name }
    }
}

extension InputDirectory {
    /// What to say of a control that is not there.
    func unknownControl(_ name: String) -> String {
        let nearest = nearestName(to: name, among: controls.keys.sorted())
        return "the map has no control '\(name)'" + hint(nearest)
    }

    /// What to say of a target that is not there.
    func unknownTarget(_ name: String?) -> String {
        guard let name else { return "the map has no OSC target; give it one under 'outputs'" }
        let nearest = nearestName(to: name, among: targets.map(\.target.name))
        return "there is no OSC target '\(name)'" + hint(nearest)
    }

    /// What to say of a port that is not there.
    func unknownPort(_ request: TimedRequest.PortRequest, among names: [String]) -> String {
        if names.isEmpty { return "there is no MIDI port yet" }
        if case .index = request { return "there is no \(request), but 0 to \(names.count - 1)" }
        guard case .name(let name) = request else { return "there is no MIDI port yet" }
        let nearest = nearestName(to: name, among: names)
        let list = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        return "there is no MIDI port '\(name)'"
            + (nearest.map { "; did you mean '\($0)'?" } ?? "; there are \(list)")
    }

    private func hint(_ nearest: String?) -> String {
        nearest.map { "; did you mean '\($0)'?" } ?? ""
    }
}
