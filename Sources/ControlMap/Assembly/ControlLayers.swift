import Diagnostics
import SourceText

/// A value and the file and place it comes from.
struct Placed<Value> {
    var value: Value
    var location: SourceLocation

    init(_ value: Value, _ path: String, _ range: SourceRange) {
        self.value = value
        location = SourceLocation(path: path, range: range)
    }
}

/// What one file of an `extends` chain says of a control.
///
/// A class, since an entry is large and is looked at by every rule.
final class ControlLayer {
    let path: String
    let dialect: ControlMap.Dialect
    let entry: ControlEntry

    init(path: String, dialect: ControlMap.Dialect, entry: ControlEntry) {
        self.path = path
        self.dialect = dialect
        self.entry = entry
    }
}

/// One control, with what each file of the chain says of it; the map's own word comes first.
struct ControlLayers {
    var layers: [ControlLayer]

    var id: String { layers[0].entry.id.value }

    /// The control's id where it is nearest to the map.
    var place: SourceLocation {
        SourceLocation(path: layers[0].path, range: layers[0].entry.id.range)
    }

    /// The first word on a field.
    func first<Value>(_ field: (ControlEntry) -> Located<Value>?) -> Placed<Value>? {
        for layer in layers {
            if let found = field(layer.entry) {
                return Placed(found.value, layer.path, found.range)
            }
        }
        return nil
    }

    /// What is sent, from the map down to the profile's element.
    ///
    /// A `send` that names a message replaces all that lies below it; one that does not changes
    /// only what it says.
    func send(element: ControllerElement?, profilePath: String) -> LayeredSend {
        var send = LayeredSend()
        for layer in layers where !send.isComplete {
            if let entry = layer.entry.send { send.fill(from: entry, path: layer.path) }
        }
        if !send.isComplete, let element {
            let stated = send.channel
            send.fill(from: element.send, path: profilePath)
            send.elementChannel = stated == nil ? send.channel : nil
            send.channel = stated
        }
        return send
    }
}

/// The merged `send` of a control.
struct LayeredSend {
    var message: Placed<ControllerMessage>?
    /// Stated by a map.
    var channel: Placed<Int>?
    /// Stated by the profile's element.
    var elementChannel: Placed<Int>?
    var bits: Placed<Int>?
    var encoder: Placed<RelativeEncoding>?
    var button: Placed<ButtonBehaviour.Action>?
    var on: Placed<Int>?
    var off: Placed<Int>?

    var isComplete: Bool { message != nil }

    mutating func fill(from entry: SendEntry, path: String) {
        func place<Value>(_ found: Located<Value>?) -> Placed<Value>? {
            found.map { Placed($0.value, path, $0.range) }
        }
        message = message ?? place(entry.message)
        channel = channel ?? place(entry.channel)
        bits = bits ?? place(entry.bits)
        encoder = encoder ?? place(entry.encoder)
        button = button ?? place(entry.button)
        on = on ?? place(entry.on)
        off = off ?? place(entry.off)
    }
}

extension ControllerMessage {
    /// The message with `bits`, where it is one that has them.
    func with(bits: Int?) -> ControllerMessage {
        guard case .controlChange(let number, _) = self, bits == 14, number < 32 else {
            return self
        }
        return .controlChange(number: number, bits: 14)
    }
}

extension SendEntry {
    /// The message with its bits.
    public var fullMessage: ControllerMessage? { message?.value.with(bits: bits?.value) }
}
