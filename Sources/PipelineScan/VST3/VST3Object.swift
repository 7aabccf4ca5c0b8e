import CPluginABI

/// An object of a plugin, with a copy of its table of functions, any of which may be missing.
///
/// Nothing is released: the process ends when the answer is given, and an object's end is where
/// plugins crash.
struct VST3Object<Table> {
    /// What the functions take as `self`.
    let pointer: UnsafeMutableRawPointer
    let table: Table

    /// - Returns: `nil` when there is no object, or it has no table.
    init?(_ pointer: UnsafeMutableRawPointer?) {
        guard let pointer,
            let table = pointer.load(as: UnsafeRawPointer?.self)
        else { return nil }
        self.pointer = pointer
        self.table = table.load(as: Table.self)
    }

    /// Another interface of the same object.
    func query<Other>(_ id: VST3ID, as other: Other.Type) -> VST3Object<Other>? {
        guard let unknown = VST3Object<vst3_unknown_table>(pointer) else { return nil }
        var found: UnsafeMutableRawPointer?
        let result = id.withBytes { unknown.table.query?(pointer, $0, &found) }
        return result == 0 ? VST3Object<Other>(found) : nil
    }
}
