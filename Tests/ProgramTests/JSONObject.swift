import Foundation

/// JSON that a command printed.
struct JSONObject {
    private let members: [String: Any]

    init(_ text: String) {
        members =
            (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    subscript(name: String) -> Any? { members[name] }

    func objects(_ name: String) -> [[String: Any]] { members[name] as? [[String: Any]] ?? [] }

    /// The objects of a list that was printed.
    static func list(_ text: String) -> [[String: Any]] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [[String: Any]] ?? []
    }
}
