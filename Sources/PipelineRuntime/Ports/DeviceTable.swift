import ALSAMIDI
import CSystem
import ControlRuntime
import Glibc

/// Which devices of bytes the outputs and inputs have open, and what to do when devices come and go.
///
/// Nothing is polled: the system tells of each device, file and reader of a pipe that comes. A device that
/// is not there is tried then, again after 200 ms, when its rights have been set, and after two seconds.
final class DeviceTable: @unchecked Sendable {
    // Unchecked: used by the control thread alone.

    /// An output or input that wants a device.
    struct Slot {
        var name: String
        var device: ByteDevice.Place
        var direction: PortDirections
        /// Place of the output, or of the input among those of bytes.
        var place: Int
        fileprivate(set) var open: ByteDevice?
        /// Whether the player has it.
        fileprivate(set) var isBound = false
        /// What was said of it last, so that nothing is said twice.
        fileprivate var told = ""

        /// An output or input without its device.
        init(name: String, device: ByteDevice.Place, direction: PortDirections, place: Int) {
            self.name = name
            self.device = device
            self.direction = direction
            self.place = place
        }
    }

    private(set) var slots: [Slot]
    private let watch: DeviceWatch
    private var notices: RingReader<DeviceNotice>
    private let news: Int32
    private let send: (PlayerCommand) -> Void
    private let report: (String) -> Void
    /// Readable when there is something to do.
    let descriptor: Int32
    /// When devices are to be tried again, in monotonic nanoseconds.
    private(set) var deadline = UInt64.max
    private var secondLook = UInt64.max
    private var lastLook: UInt64 = 0

    private static let gone = " has gone"
    private static let notYet = " yet"
    private static let rest: UInt64 = 10_000_000
    private static let quiet: UInt64 = 200_000_000
    private static let later: UInt64 = 2_000_000_000
    private enum Tag {
        static let watch: UInt32 = 0
        static let news: UInt32 = 1
        static let slots: UInt32 = 2
    }

    /// The number by which a map knows the input, above those of our ports; 255 is none.
    static func number(ofInput place: Int) -> UInt8 { UInt8(truncatingIfNeeded: 254 - place) }
    /// Inputs that have a number.
    static let mostInputs = 32

    /// Opens what is there.
    ///
    /// - Parameters:
    ///   - slots: All that there will be.
    ///   - notices: From the player, and the descriptor that becomes readable with them.
    ///   - send: To the player.
    ///   - report: For a person.
    init(
        _ slots: [Slot], _ notices: consuming RingReader<DeviceNotice>, news: Int32,
        send: @escaping (PlayerCommand) -> Void, report: @escaping (String) -> Void
    ) throws(RuntimeRefusal) {
        self.slots = slots
        self.notices = notices
        self.news = news
        self.send = send
        self.report = report
        watch = try DeviceWatch(slots.map(\.device))
        descriptor = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        _ = pipeline_wait_add(descriptor, watch.descriptor, Tag.watch)
        _ = pipeline_wait_add(descriptor, news, Tag.news)
        for index in self.slots.indices { open(index) }
    }

    deinit {
        closeDescriptor(descriptor)
        closeDescriptor(news)
    }

    /// Open devices by their outputs.
    var outputs: [Int: ByteDevice] {
        var found: [Int: ByteDevice] = [:]
        for slot in slots where slot.direction == .takes { found[slot.place] = slot.open }
        return found
    }

    /// What an output is bound to.
    func boundName(output place: Int) -> String? {
        slots.first { $0.direction == .takes && $0.place == place && $0.isBound }?.device
            .description
    }

    /// The name of an input, by its number.
    func inputName(number: Int) -> String? {
        slots.first { $0.direction == .gives && Int(Self.number(ofInput: $0.place)) == number }?
            .name
    }

    /// Gives the player what is open, and says what is not.
    func begin() {
        bindAll()
    }

    /// Does what there is to do, if there is something.
    func turnIfReady(now: UInt64) {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&wanted, 1, 0) > 0 { turn(now: now) }
    }

    /// The descriptor is readable.
    func turn(now: UInt64) {
        var tags = [UInt32](repeating: 0, count: 16)
        let count = pipeline_wait(descriptor, &tags, 16)
        for tag in tags.prefix(Int(max(0, count))) {
            switch tag {
            case Tag.watch: if watch.takeChanges() { changed(now) }
            case Tag.news: takeNotices(now)
            default: lose(Int(tag - Tag.slots))
            }
        }
    }

    /// The deadline has passed.
    func lookAgain(now: UInt64) {
        guard now >= deadline else { return }
        bindAll()
        deadline = now < secondLook ? secondLook : .max
        if now >= secondLook { secondLook = .max }
    }

    private func changed(_ now: UInt64) {
        guard slots.contains(where: { !$0.isBound }) else { return }
        // Looking is itself something that happens, to one of two subdevices.
        if now - lastLook >= Self.rest { bindAll() }
        lastLook = now
        secondLook = now + Self.later
        deadline = now + Self.quiet
    }

    /// The system says that an output's device has gone, or the pipe's last reader: the player must let go.
    private func lose(_ index: Int) {
        guard slots.indices.contains(index), let device = slots[index].open else { return }
        _ = pipeline_wait_remove(descriptor, device.descriptor)
        send(.detach(output: UInt16(slots[index].place)))
    }

    /// The player has let go of devices.
    private func takeNotices(_ now: UInt64) {
        pipeline_event_clear(news)
        while let notice = notices.pop() {
            let direction: PortDirections = notice.isInput ? .gives : .takes
            let found = slots.firstIndex {
                $0.direction == direction && $0.place == Int(notice.place) && $0.isBound
            }
            if let found { close(found) }
        }
        // It may be there again already.
        changed(now)
    }

    private func close(_ index: Int) {
        let slot = slots[index]
        slots[index].isBound = false
        if slot.direction == .takes {
            send(.unbind(output: UInt16(slot.place)))
            if let open = slot.open { _ = pipeline_wait_remove(descriptor, open.descriptor) }
        }
        if slot.open?.isPipe == true {
            // Who reads it may come back: the pipe stays.
            return tell(index, "nobody reads \(slot.device)")
        }
        tell(index, "\(slot.device)" + Self.gone)
        if let device = slots[index].open.take() { Self.letGo(device) }
    }

    /// Closing waits for bytes that have not left, up to ten seconds for a device that takes none any more.
    private static func letGo(_ device: ByteDevice) {
        let closing = try? DedicatedThread { withExtendedLifetime(device) {} }
        closing?.detach()
    }

    private func bindAll() {
        for index in slots.indices where !slots[index].isBound {
            if slots[index].open == nil { open(index) }
            bind(index)
        }
    }

    private func open(_ index: Int) {
        let slot = slots[index]
        do throws(SequencerError) {
            slots[index].open = try ByteDevice(slot.device, slot.direction)
        } catch {
            let problem = Self.problem(slot.device, error, isRead: slot.direction == .gives)
            // That it has gone was said.
            let isSaid = slot.told.hasSuffix(Self.gone) && problem.hasSuffix(Self.notYet)
            if !isSaid { tell(index, problem) }
        }
    }

    private func bind(_ index: Int) {
        let slot = slots[index]
        guard let device = slot.open else { return }
        if slot.direction == .gives {
            send(.hear(input: UInt16(slot.place), descriptor: device.descriptor))
        } else {
            guard device.hasReader else { return tell(index, "nobody reads \(slot.device) yet") }
            _ = pipeline_wait_add_end(descriptor, device.descriptor, Tag.slots + UInt32(index))
            send(.attach(output: UInt16(slot.place), descriptor: device.descriptor))
        }
        slots[index].isBound = true
        tell(index, "\(slot.device)")
    }

    /// What to say when something cannot be opened.
    static func problem(
        _ device: ByteDevice.Place, _ error: SequencerError, isRead: Bool
    ) -> String {
        switch error.code {
        case ENOENT, ENODEV, ENXIO: "there is no \(device)" + notYet
        case EBUSY, EAGAIN: "\(device) is in another program's hands"
        case EACCES, EPERM:
            "\(device) may not be opened: be a member of the group 'audio' "
                + "('pipeline-runtime doctor' says more)"
        case ENOTSUP where isRead:
            "\(device) is a plain file, which gives nothing by itself: 'play' plays MIDI files"
        default: "\(device) cannot be opened: \(systemMessage(error.code))"
        }
    }

    private func tell(_ index: Int, _ message: String) {
        guard slots[index].told != message else { return }
        slots[index].told = message
        let way = slots[index].direction == .takes ? "to" : "from"
        report("\(slots[index].name): \(way) \(message)")
    }
}

/// Tells when something happens in the folders of devices: one comes, is given its rights, is let go by
/// another program, or a pipe is opened.
struct DeviceWatch {
    /// Readable when something happened.
    let descriptor: Int32
    private let names: Set<String>
    private let isAnyRaw: Bool

    private static let changes = UInt32(
        IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE
            | IN_ONLYDIR)

    /// - Parameter devices: What is waited for.
    init(_ devices: [ByteDevice.Place]) throws(RuntimeRefusal) {
        let made = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        descriptor = try RuntimeRefusal.descriptor("inotify_init1", made < 0 ? -errno : made)
        var (names, folders) = (Set<String>(), Set<String>())
        for device in devices {
            switch device {
            case .device: folders.insert("/dev/snd")
            case .path(let path):
                let parts = path.split(separator: "/", omittingEmptySubsequences: false)
                names.insert(parts.last.map(String.init) ?? path)
                let folder = parts.dropLast().joined(separator: "/")
                folders.insert(folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder)
            }
        }
        isAnyRaw = folders.contains("/dev/snd")
        self.names = names
        for folder in folders.sorted() {
            let result = inotify_add_watch(descriptor, folder, Self.changes)
            // Before the first card comes there is no folder for them.
            if result < 0, folder == "/dev/snd" {
                inotify_add_watch(descriptor, "/dev", UInt32(IN_CREATE))
            } else if result < 0 {
                throw RuntimeRefusal(operation: folder, errno: errno)
            }
        }
    }

    /// Takes what has happened.
    ///
    /// - Returns: Whether some of it was about these devices.
    func takeChanges() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        var isAny = false
        let headSize = MemoryLayout<inotify_event>.size
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return isAny }
            var place = 0
            while place + headSize <= count {
                let length = buffer.withUnsafeBytes {
                    Int($0.loadUnaligned(fromByteOffset: place + 12, as: UInt32.self))
                }
                let bytes = buffer[place + headSize..<min(count, place + headSize + length)]
                let name = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                if concerns(name) { isAny = true }
                place += headSize + length
            }
        }
    }

    /// The control device is opened by looking, and says nothing.
    private func concerns(_ name: String) -> Bool {
        if name == "snd", isAnyRaw { inotify_add_watch(descriptor, "/dev/snd", Self.changes) }
        return name.isEmpty || names.contains(name)
            || isAnyRaw && (name.hasPrefix("midi") || name == "snd")
    }
}
