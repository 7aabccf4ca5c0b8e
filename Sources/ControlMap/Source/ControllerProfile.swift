import SourceText

/// What each element of a controller sends.
public struct ControllerProfile: Sendable, Equatable {
    /// The file, relative to the workspace.
    public var path: String
    /// For example `novation/launch-control-xl-3`.
    public var id: String
    /// As people write it.
    public var manufacturer: String
    /// As people write it.
    public var model: String
    /// The port it has, as a person would ask for it; empty for its model.
    public var port = ""
    /// 1...16, when the profile states one for all elements.
    public var channel: Int?
    /// Strips that one bank shows, when the profile says.
    public var bankSize: Int?
    /// In the order of the file.
    public var elements: [ControllerElement]
    /// Whether reading it found errors; maps for it are then refused.
    public var hasErrors: Bool

    /// A profile, or an element of one, as it was read.
    public init(
        path: String, id: String, manufacturer: String, model: String, channel: Int? = nil,
        bankSize: Int? = nil, elements: [ControllerElement], hasErrors: Bool = false
    ) {
        self.path = path
        self.id = id
        self.manufacturer = manufacturer
        self.model = model
        self.channel = channel
        self.bankSize = bankSize
        self.elements = elements
        self.hasErrors = hasErrors
    }
}

/// One knob, fader or button of a controller.
public struct ControllerElement: Sendable, Equatable {
    /// Unique in the profile; maps name the element by it.
    public var id: Located<String>
    /// The name on the panel; the id when there is none.
    public var name: String
    /// What it is.
    public var kind: ElementKind
    /// What it sends; has a message unless that was an error.
    public var send: SendEntry
    /// What it can show; `nil` when the profile does not say.
    public var shows: Display?

    /// What an element can show by itself.
    public enum Display: String, Sendable, CaseIterable {
        case nothing
        /// On and off.
        case lamp
        /// A position: a ring of lamps, a motor.
        case position
    }

    /// A profile, or an element of one, as it was read.
    public init(id: Located<String>, name: String, kind: ElementKind, send: SendEntry) {
        self.id = id
        self.name = name
        self.kind = kind
        self.send = send
    }
}
