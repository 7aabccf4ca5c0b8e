import CPluginABI
import Glibc

/// Which plugin of a shell is to be made; 0 outside of shells. Written by the one thread that makes
/// plugins, before the call in which a plugin reads it.
nonisolated(unsafe) private var wantedID: Int32 = 0

/// The host that VST2 plugins see: it answers what they need to start, and does nothing.
enum VST2Host {
    /// Calls a library's entry.
    ///
    /// - Parameter id: The plugin wanted of a shell; 0 for the shell itself, or where there is none.
    /// - Returns: `nil` when the library gives no plugin.
    static func make(
        _ entry: vst2_entry, id: Int32 = 0
    ) -> UnsafeMutablePointer<vst2_plugin>? {
        wantedID = id
        return entry { _, question, _, _, text, _ in
            switch Int(question) {
            case vst2_host_version: 2400
            case vst2_host_wanted_id: Int(wantedID)
            case vst2_host_sample_rate: 48000
            case vst2_host_block_size: 512
            case vst2_host_process_level, vst2_host_automation_state, vst2_host_language,
                vst2_host_maker_version:
                1
            case vst2_host_maker, vst2_host_product: VST2Host.give("pipeline", to: text)
            case vst2_host_can_do: VST2Host.canDo(text) ? 1 : 0
            default: 0
            }
        }
    }

    private static func give(_ text: StaticString, to space: UnsafeMutableRawPointer?) -> Int {
        guard let space else { return 0 }
        space.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        space.storeBytes(of: 0, toByteOffset: text.utf8CodeUnitCount, as: UInt8.self)
        return 1
    }

    private static func canDo(_ what: UnsafeMutableRawPointer?) -> Bool {
        guard let what else { return false }
        return strcmp(what.assumingMemoryBound(to: CChar.self), "shellCategory") == 0
    }
}
