import CPluginABI

/// What stands behind an object of ours that a plugin may call.
class VST3OwnObject {
    /// The one interface that it has.
    let interface: VST3ID
    /// What the plugin is given: the address of the table's address. It lives as long as the process,
    /// which ends with the answer, so that a plugin that keeps it harms nothing.
    private(set) var pointer: UnsafeMutableRawPointer

    /// In memory: the table's address, which plugins read, and this object.
    private struct Layout {
        let table: UnsafeRawPointer
        let owner: Unmanaged<VST3OwnObject>
    }

    init<Table>(_ interface: VST3ID, table: Table) {
        self.interface = interface
        let functions = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        functions.initialize(to: table)
        let layout = UnsafeMutablePointer<Layout>.allocate(capacity: 1)
        pointer = UnsafeMutableRawPointer(layout)
        layout.initialize(
            to: Layout(table: UnsafeRawPointer(functions), owner: .passRetained(self)))
    }

    /// The object that a plugin calls.
    static func behind(_ pointer: UnsafeMutableRawPointer?) -> Self? {
        pointer?.load(as: Layout.self).owner.takeUnretainedValue() as? Self
    }

    /// The functions in front of every table.
    static let unknown = vst3_unknown_table(
        query: { pointer, id, object in
            guard let object else { return VST3Result.badArgument }
            object.pointee = nil
            guard let own = VST3OwnObject.behind(pointer), let id else {
                return VST3Result.badArgument
            }
            let wanted = VST3ID(reading: id)
            guard wanted == .unknown || wanted == own.interface else {
                return VST3Result.noInterface
            }
            object.pointee = pointer
            return VST3Result.done
        },
        // Nothing is freed, so no one counts.
        retain: { _ in 1 }, release: { _ in 1 })
}

/// What functions answer.
enum VST3Result {
    static let noInterface: Int32 = -1
    static let done: Int32 = 0
    static let no: Int32 = 1
    static let badArgument: Int32 = 2
}
