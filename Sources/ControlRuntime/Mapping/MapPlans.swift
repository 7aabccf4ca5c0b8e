import RuntimeMap

/// A value that a parameter has, as far as it is known: what was last sent, or what the host said.
/// Targets that move the same thing share one.
struct ValueCell {
    /// What tells one parameter from another, in any map: for reloading.
    var identity: UInt64
    var value: Double
    /// Raised when the value changes.
    var revision: UInt32 = 1
    /// Whether the value was ever sent or heard of; otherwise it is the parameter's default.
    var isTold = false
    /// The number last sent as MIDI; -1 when it has to be sent again.
    var sentNumber: Int32 = -1
    /// When something was last sent, in monotonic nanoseconds.
    var sentAt: UInt64 = 0
    /// What the host said while what was sent was on its way.
    var hostValue = 0.0
    var hasHostValue = false
    var isHostTimerPending = false
    var glide = Glide()

    /// A value on its way to another.
    struct Glide {
        var from = 0.0
        var start: UInt64 = 0
        var target: Int32 = -1
        /// What has been sent so far.
        var shown = 0.0
        var isTimerPending = false

        var isOn: Bool { target >= 0 }
    }
}

/// A target: what is fixed when the map is loaded, and its own state.
struct TargetPlan {
    enum Route: UInt8 { case none, midi, exclusive, osc, layer }

    var shape: TargetShape
    var cell: Int
    var binding: Int
    var mode: RuntimeTarget.Mode
    var pickUp: RuntimeTarget.PickUp
    var isBipolar: Bool
    var smoothing: UInt64

    var route = Route.none
    /// The player's output.
    var output: UInt16 = 0
    /// 0...15.
    var channel: UInt8 = 0
    var message = RuntimeMessage.Kind.controlChange
    var number = 0
    var packet = 0
    var layer = 0

    /// Places in the table of members of all that take turns with this one; empty without.
    var group = 0..<0
    /// What a radio button selects.
    var radioValue = 0.0

    /// Where the target stands on the control's way, as long as `seen` is the cell's revision.
    var position = 0.0
    var seen: UInt32 = 0
    /// Whether the control has met the value that it picks up.
    var isMet = false

    /// Whether it is a layer that is on while a button is held.
    var isHeldLayer: Bool { route == .layer && (mode == .direct || mode == .momentary) }
}

/// One message and what it moves.
struct BindingPlan {
    enum Behaviour: UInt8 { case absolute, relative, momentary, latching }

    var layers: UInt64
    var targets: Range<Int>
    var kind: RuntimeMessage.Kind
    var behaviour = Behaviour.absolute
    var encoding = RuntimeBehaviour.Encoding.twosComplement
    var on: Int32 = 127
    var off: Int32 = 0
    var acceleration: Double
    /// Place among the map's controls.
    var control: UInt32
    /// Place of what is shown on the control; -1 without.
    var feedback = -1
    /// Whether what is shown is the same message as is sent.
    var isShownByItself = false

    var isDown = false
    var tickedAt: UInt64 = 0
}

/// A message that is heard, and the bindings that hear it.
struct MessageSlot {
    var bindings: Range<Int>
    /// Channel, kind and number, for reloading.
    var name: UInt64
    /// What was last received; -1 at the start.
    var last: Int32 = -1
    var lastLimit: Int32 = 127
}

/// What a control shows: a lamp, a ring of lamps, a motor fader.
struct FeedbackSlot {
    var name: UInt64
    var style: RuntimeFeedback.Style
    var kind: RuntimeMessage.Kind
    /// 0...15.
    var channel: UInt8
    var number: Int
    var packet = 0
    var on: Int32
    var off: Int32

    /// What it shows; -1 when that is not known.
    var shown: Int32 = -1
    /// Until when a hand is taken to be on it.
    var touchedUntil: UInt64 = 0
    var isTimerPending = false
    /// Values that come back from a motor on its way, until an instant.
    var echoLow: Int32 = 0
    var echoHigh: Int32 = 0
    var echoUntil: UInt64 = 0
}

/// What a message said.
struct MapReading {
    var value: Int32
    /// The greatest value it could have: 127 or 16,383.
    var limit: Int32
    /// A note that ends.
    var isOff = false
    /// It has no value: that it came is all.
    var isTrigger = false
    /// A step up or down instead of a value.
    var increment: Int32 = 0

    /// The place on the control's way, 0...1.
    @_noLocks @inline(__always)
    func position(isBipolar: Bool) -> Double {
        Self.position(value, limit: limit, isBipolar: isBipolar)
    }

    @_noLocks @inline(__always)
    static func position(_ value: Int32, limit: Int32, isBipolar: Bool) -> Double {
        guard isBipolar else { return Double(value) / Double(limit) }
        let middle = (limit &+ 1) / 2
        return value <= middle
            ? Double(value) / Double(middle) * 0.5
            : 0.5 + Double(value &- middle) / Double(limit &- middle) * 0.5
    }
}
