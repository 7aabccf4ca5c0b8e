import SourceText

/// What each element of a controller sends.
public struct ControllerProfile: Sendable, Equatable {
    /// The file, relative to the workspace.
    public var path: String
    /// For example `novation/launch-control-xl-3`.
    public var id: String
    public var manufacturer: String
    public var model: String
    public var channel: Int?
    public var bankSize: Int?
    public var elements: [ControllerElement]
    /// Whether reading it found errors; maps for it are then refused.
    public var hasErrors: Bool

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
    public var id: Located<String>
    public var name: String
    public var kind: ElementKind
    public var send: SendEntry

    public init(id: Located<String>, name: String, kind: ElementKind, send: SendEntry) {
        self.id = id
        self.name = name
        self.kind = kind
        self.send = send
    }
}
