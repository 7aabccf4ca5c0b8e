import ALSAMIDI
import CSystem
import ControlRuntime
import OSCTransport

/// Where a status comes from: the counters of a run and the names that belong to them.
struct StatusSource {
    let source: StatusServer.Source

    init(
        _ assembly: RuntimeAssembly, _ ear: HostEar, _ realtime: RealtimeClass,
        _ options: RunOptions
    ) {
        let start = pipeline_monotonic_ns()
        let (counters, counts) = (assembly.counters, assembly.sequencerCounts)
        let (ports, commands, table) = (assembly.ports, assembly.commands, assembly.table)
        let (devices, jack) = (assembly.devices, assembly.jack)

        func names() -> [(place: Int, name: String, where: String)] {
            let (outputs, targets) = (table.plan.outputs, table.targets)
            let named = outputs.indices.filter {
                switch outputs[$0].kind {
                case .port, .device, .jack, .osc: true
                case .spare, .reserve: false
                }
            }
            var found = named.map { place in
                let slot = ports?.slots.first { $0.place == place && $0.direction == .takes }
                return (
                    place, outputs[place].name,
                    slot?.bound?.name ?? targets[place]?.endpoint.description
                        ?? devices?.boundName(output: place) ?? jack?.boundName(output: place) ?? ""
                )
            }
            // Ports that programs asked for have places of their own.
            for slot in ports?.slots ?? []
            where slot.direction == .takes && slot.place >= outputs.count {
                found.append((slot.place, slot.name, slot.bound?.name ?? ""))
            }
            return found
        }
        let board = assembly.clockBoard
        func clocks() -> [ClockStatus] {
            let (now, known) = (pipeline_monotonic_ns(), names())
            var found = (0..<board.followed).compactMap { place -> ClockStatus? in
                let reading = board.reading(place)
                guard reading.tickNanoseconds > 0 else { return nil }
                let port = known.first { $0.place == Int(reading.output) }?.name ?? ""
                return ClockStatus(reading, port: port, isFollowed: false, now: now)
            }
            if let followed = table.plan.followed {
                let port = table.plan.inputs[followed].request
                found.append(
                    ClockStatus(
                        board.reading(board.followed), port: port, isFollowed: true, now: now))
            }
            return found
        }
        source = StatusServer.Source(
            status: {
                var status = RuntimeStatus()
                status.name = options.name
                status.realtime = realtime
                status.uptimeSeconds = Double(pipeline_monotonic_ns() - start) / 1e9
                status.outputs = names().map { place, name, location in
                    Self.output(place, name, location, counters, table.targets[place])
                }
                status.reloads = table.reloads
                status.hosts = ear.status
                status.clocks = clocks()
                status.instant = pipeline_monotonic_ns()
                status.player = PlayerCounter.allCases.map { counters.value($0) }
                if ports != nil || devices != nil {
                    status.sequencer = SequencerCounts.Counter.allCases.map { counts.value($0) }
                }
                return status
            },
            panic: { commands.send(.panic) },
            outputName: { place in names().first { $0.place == place }?.name ?? "output \(place)" },
            inputName: { port in
                (ports?.slots ?? []).first { Int($0.own) == port }?.name
                    ?? devices?.inputName(number: port) ?? jack?.inputName(number: port)
                    ?? "port \(port)"
            })
    }

    /// One output's counts.
    static func output(
        _ place: Int, _ name: String, _ location: String, _ counters: CounterStore,
        _ target: OSCTarget?
    ) -> RuntimeStatus.Output {
        var output = RuntimeStatus.Output(name: name, kind: target == nil ? .midi : .osc)
        output.place = location
        output.counts = OutputCounter.allCases.map { counters.value($0, output: place) }
        output.lateness = counters.lateness(output: place)
        output.osc = target?.counters
        return output
    }
}
