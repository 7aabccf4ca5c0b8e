import Diagnostics

/// How `run` is to be done.
struct RunOptions {
    /// What other programs see.
    var name = "pipeline-runtime"
    /// Files of the maps, in the plan's order; they are loaded anew when they change.
    var mapFiles: [String] = []
    /// Priority for real time.
    var priority: Int32?
    /// Whether what comes in goes on to the first MIDI output as it is.
    var isThrough = false
    /// Whether a guard process stands by.
    var isGuarded = true
    /// At which tempo the plan's clocks begin at once; `nil` when somebody else begins them.
    var tempo: Double?
    /// Whether lines of JSON are read from standard input.
    var readsLines = false
    /// Paths of sockets for lines of JSON.
    var sockets: [String] = []
    /// Endpoints for OSC.
    var oscEndpoints: [String] = []
    /// Whether other commands find it by its name.
    var isReachable = true
    /// For a person.
    var report: @Sendable (String) -> Void = { _ in }
    var findings: @Sendable ([Diagnostic]) -> Void = { _ in }
}
