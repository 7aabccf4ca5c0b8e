import CPluginABI

/// The host that VST3 plugins see: it has a name, makes messages, and takes every request without
/// doing anything.
struct VST3Host {
    private let ownApplication = VST3OwnObject(
        .host,
        table: vst3_host_table(
            unknown: VST3OwnObject.unknown,
            name: { _, name in
                guard let name else { return VST3Result.badArgument }
                for (place, unit) in "pipeline\0".utf16.enumerated() { name[place] = unit }
                return VST3Result.done
            },
            create: { _, id, _, object in
                guard let id, let object else { return VST3Result.badArgument }
                switch VST3ID(reading: id) {
                case .message: object.pointee = VST3Message().pointer
                case .values: object.pointee = VST3Values().pointer
                default:
                    object.pointee = nil
                    return VST3Result.noInterface
                }
                return VST3Result.done
            }))

    private let ownHandler = VST3OwnObject(
        .handler,
        table: vst3_handler_table(
            unknown: VST3OwnObject.unknown, begin: { _, _ in VST3Result.done },
            perform: { _, _, _ in VST3Result.done }, end: { _, _ in VST3Result.done },
            restart: { _, _ in VST3Result.done }))

    /// The host application.
    var application: UnsafeMutableRawPointer { ownApplication.pointer }
    /// Where a controller tells what its user does.
    var handler: UnsafeMutableRawPointer { ownHandler.pointer }
}
