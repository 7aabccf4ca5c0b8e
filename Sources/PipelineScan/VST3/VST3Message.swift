import CPluginABI
import Glibc

/// A message from a component to its controller or back, which they send each other directly.
final class VST3Message: VST3OwnObject {
    private let values = VST3Values()
    private var id: UnsafeMutablePointer<CChar>?

    init() {
        super.init(
            .message,
            table: vst3_message_table(
                unknown: VST3OwnObject.unknown,
                id: { pointer in UnsafePointer(VST3Message.behind(pointer)?.id) },
                set_id: { pointer, id in
                    // The one before stays where it is, as the plugin may still hold it.
                    VST3Message.behind(pointer)?.id = id.flatMap { strdup($0) }
                },
                values: { pointer in VST3Message.behind(pointer)?.values.pointer }))
    }
}

/// Values by their keys: what a message carries.
final class VST3Values: VST3OwnObject {
    private enum Value {
        case integer(Int64)
        case number(Double)
        case text([UInt16])
        /// The plugin is given the address, so it must last.
        case bytes(UnsafeMutableRawBufferPointer)
    }

    private var values: [String: Value] = [:]

    /// A text or block that is larger is no message.
    private static let mostBytes = 16 << 20

    init() {
        super.init(
            .values,
            table: vst3_values_table(
                unknown: VST3OwnObject.unknown,
                set_integer: { VST3Values.set($0, $1, .integer($2)) },
                integer: { pointer, key, target in
                    guard case .integer(let value) = VST3Values.value(pointer, key), let target
                    else { return VST3Result.no }
                    target.pointee = value
                    return VST3Result.done
                },
                set_number: { VST3Values.set($0, $1, .number($2)) },
                number: { pointer, key, target in
                    guard case .number(let value) = VST3Values.value(pointer, key), let target
                    else { return VST3Result.no }
                    target.pointee = value
                    return VST3Result.done
                },
                set_text: { VST3Values.set($0, $1, $2.map { .text(VST3Values.units($0)) }) },
                text: { VST3Values.text($0, $1, $2, $3) },
                set_bytes: { VST3Values.set($0, $1, VST3Values.block($2, $3)) },
                bytes: { pointer, key, target, count in
                    guard case .bytes(let block) = VST3Values.value(pointer, key), let target,
                        let count
                    else { return VST3Result.no }
                    target.pointee = UnsafeRawPointer(block.baseAddress)
                    count.pointee = UInt32(block.count)
                    return VST3Result.done
                }))
    }

    private static func set(
        _ pointer: UnsafeMutableRawPointer?, _ key: UnsafePointer<CChar>?, _ value: Value?
    ) -> Int32 {
        guard let own = behind(pointer), let key, let value else { return VST3Result.badArgument }
        own.values[String(cString: key)] = value
        return VST3Result.done
    }

    private static func value(
        _ pointer: UnsafeMutableRawPointer?, _ key: UnsafePointer<CChar>?
    ) -> Value? {
        guard let own = behind(pointer), let key else { return nil }
        return own.values[String(cString: key)]
    }

    private static func units(_ text: UnsafePointer<UInt16>) -> [UInt16] {
        var units: [UInt16] = []
        while units.count < mostBytes, text[units.count] != 0 { units.append(text[units.count]) }
        return units
    }

    private static func block(_ bytes: UnsafeRawPointer?, _ count: UInt32) -> Value? {
        guard Int(count) <= mostBytes, bytes != nil || count == 0 else { return nil }
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(count), alignment: 16)
        if let bytes, count > 0 {
            block.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        }
        return .bytes(block)
    }

    /// Gives a text, cut to the room there is.
    private static func text(
        _ pointer: UnsafeMutableRawPointer?, _ key: UnsafePointer<CChar>?,
        _ target: UnsafeMutablePointer<UInt16>?, _ bytes: UInt32
    ) -> Int32 {
        guard case .text(let units) = value(pointer, key), let target, bytes >= 2 else {
            return VST3Result.no
        }
        let length = min(units.count, Int(bytes) / 2 - 1)
        for place in 0..<length { target[place] = units[place] }
        target[length] = 0
        return VST3Result.done
    }
}
