import ControlRuntime
import Diagnostics
import OSCTransport

/// What another program asks to be done at an instant, by the names that it knows.
struct TimedRequest: Sendable, Equatable {
    enum Action: Sendable, Equatable {
        /// One message with all its bytes.
        case midi(port: PortRequest, bytes: [UInt8])
        /// An NRPN or RPN, whose controllers stay together.
        case parameterNumber(port: PortRequest, ParameterNumber)
        /// A controller of 14 bits, whose halves stay together.
        case fineController(port: PortRequest, FineController)
        /// A control of the map moves, 0...1.
        case control(name: String, position: Float)
        /// A message to an OSC target; `nil` is the first.
        case osc(target: String?, OSCMessage)
        /// A MIDI clock; `nil` is every port of a clock.
        case clock(port: PortRequest?, ClockRequest)
        /// Everything that sounds ends, and what waits is forgotten.
        case panic
    }

    /// What is to become of a MIDI clock.
    enum ClockRequest: Sendable, Equatable {
        /// Begins, at a tempo or at the one that it had.
        case start(tempo: Double?, ClockBeginning)
        case stop
        case tempo(Double)
    }

    /// How a port is asked for.
    enum PortRequest: Sendable, Hashable {
        /// The port that is used when nobody says.
        case standard
        /// A name or a part of one.
        case name(String)
        /// The place in the list of ports, from 0.
        case index(Int)
    }

    /// Nanoseconds of the monotonic clock; 0 is at once.
    var due: UInt64
    var action: Action
    /// The beat at which it is due instead, of the MIDI clock.
    var beat: Double?
    /// Where the name stands that must be looked up, for an answer.
    var range: SourceRange?
}

extension TimedRequest.PortRequest: CustomStringConvertible {
    /// As a person would ask.
    var description: String {
        switch self {
        case .standard: "the first port"
        case .name(let name): "'\(name)'"
        case .index(let index): "port \(index)"
        }
    }
}
