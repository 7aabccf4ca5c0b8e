import ALSAMIDI
import ControlRuntime
import OSCTransport

/// Outputs of a plan, by their places, in the forms that the player, its stage and the port table want.
struct OutputDoors {
    var plans: [OutputPlan] = []
    var routes: [RuntimeStage.Route] = []
    var targets: [OSCTarget?] = []
    /// Those that the port table binds.
    var slots: [PortTable.Slot] = []
    var spares: [Int] = []
    /// Ports of JACK's.
    var jack: [JACKTable.Slot] = []
    /// Devices and files.
    var bytes: [Int] = []

    /// - Parameter makePort: Makes a port of ours, for an output of that name.
    init(_ outputs: [RunPlan.Output], makePort: (String) throws(SequencerError) -> UInt8)
        throws(SequencerError)
    {
        for (place, output) in outputs.enumerated() {
            var (route, plan, target) = (
                RuntimeStage.Route.sequencer, OutputPlan(), nil as OSCTarget?
            )
            switch output.kind {
            case .port(let request, let bytesPerSecond):
                plan.rate = Self.rate(bytesPerSecond)
                slots.append(
                    PortTable.Slot(
                        name: output.name, request: request, direction: .takes, place: place,
                        own: try makePort(output.name)))
            case .device:
                route = .bytes
                plan.rate = .din
                bytes.append(place)
            case .jack(let port):
                route = .jack
                plan.rate.chunkBytes = Self.jackChunkBytes
                jack.append(
                    JACKTable.Slot(
                        name: output.name, port: port, direction: .takes, place: place,
                        number: jack.count))
            case .osc(let found, let endpoint):
                route = .osc
                plan = OutputPlan(.osc)
                target = OSCTarget(
                    name: output.name, endpoint: endpoint, timing: found.timing,
                    bundling: found.bundling)
            case .spare: spares.append(place)
            case .reserve(let isOSC):
                if isOSC { (route, plan) = (.osc, OutputPlan(.osc)) }
            }
            plans.append(plan)
            routes.append(route)
            targets.append(target)
        }
    }

    /// At JACK all of a System Exclusive message is one event.
    static let jackChunkBytes = 1 << 15

    /// The limit of a cable in bytes, that of programs in messages.
    static func rate(_ bytesPerSecond: Int) -> OutputRate {
        guard bytesPerSecond > 0 else { return .software }
        var rate = OutputRate.din
        rate.byteNanoseconds = 1_000_000_000 / UInt64(bytesPerSecond)
        return rate
    }
}
