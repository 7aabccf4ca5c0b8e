import CPluginABI

/// A stream in memory, for a component's state on its way to the controller.
final class VST3Stream: VST3OwnObject {
    private var bytes: [UInt8] = []
    private var place = 0

    /// A state that is larger is cut; few hold more than settings.
    private static let most = 64 << 20

    init() {
        super.init(
            .stream,
            table: vst3_stream_table(
                unknown: VST3OwnObject.unknown,
                read: { pointer, bytes, count, done in
                    VST3Stream.behind(pointer)?.read(bytes, count, done) ?? VST3Result.badArgument
                },
                write: { pointer, bytes, count, done in
                    VST3Stream.behind(pointer)?.write(bytes, count, done) ?? VST3Result.badArgument
                },
                seek: { pointer, offset, origin, place in
                    VST3Stream.behind(pointer)?.seek(offset, origin, place)
                        ?? VST3Result.badArgument
                },
                tell: { pointer, place in
                    guard let stream = VST3Stream.behind(pointer), let place else {
                        return VST3Result.badArgument
                    }
                    place.pointee = Int64(stream.place)
                    return VST3Result.done
                }))
    }

    /// Goes back to the beginning.
    func rewind() { place = 0 }

    private func read(
        _ target: UnsafeMutableRawPointer?, _ count: Int32, _ done: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let target, count >= 0 else { return VST3Result.badArgument }
        let length = min(Int(count), max(0, bytes.count - place))
        UnsafeMutableRawBufferPointer(start: target, count: length)
            .copyBytes(from: bytes.dropFirst(place).prefix(length))
        place += length
        done?.pointee = Int32(length)
        return VST3Result.done
    }

    private func write(
        _ source: UnsafeMutableRawPointer?, _ count: Int32, _ done: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        done?.pointee = 0
        guard let source, count >= 0 else { return VST3Result.badArgument }
        let end = place + Int(count)
        guard end <= Self.most else { return VST3Result.no }
        if end > bytes.count {
            bytes += [UInt8](repeating: 0, count: end - bytes.count)
        }
        bytes.replaceSubrange(
            place..<end, with: UnsafeRawBufferPointer(start: source, count: Int(count)))
        place = end
        done?.pointee = count
        return VST3Result.done
    }

    private func seek(
        _ offset: Int64, _ origin: Int32, _ result: UnsafeMutablePointer<Int64>?
    ) -> Int32 {
        let start: Int
        switch origin {
        case 0: start = 0
        case 1: start = place
        case 2: start = bytes.count
        default: return VST3Result.badArgument
        }
        let (target, overflows) = start.addingReportingOverflow(Int(offset))
        guard !overflows, (0...Self.most).contains(target) else { return VST3Result.badArgument }
        place = target
        result?.pointee = Int64(target)
        return VST3Result.done
    }
}
