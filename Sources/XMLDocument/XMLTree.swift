/// A tree that grows as a parser tells of tags and text.
struct XMLTree {
    struct Problem {
        var code: String
        var message: String
        var line: Int
        /// Counts bytes.
        var column: Int
    }

    private(set) var root: XMLElement?
    /// The first thing wrong; nothing is added after it.
    private(set) var problem: Problem?
    private var open: [XMLElement] = []
    private let limits: XMLLimits

    init(limits: XMLLimits) { self.limits = limits }

    /// - Returns: `false` when reading must stop.
    mutating func start(_ element: XMLElement, column: Int) -> Bool {
        guard open.count < limits.depth else {
            stop(
                "xml.too-deep",
                "'\(element.name)' lies inside more than \(limits.depth) elements",
                line: element.line, column: column)
            return false
        }
        open.append(element)
        return true
    }

    mutating func end() {
        guard let element = open.popLast() else { return }
        guard !open.isEmpty else {
            root = element
            return
        }
        open[open.count - 1].children.append(.element(element))
    }

    mutating func comment(_ text: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].children.append(.comment(trimmed(text)))
    }

    /// Text may come in pieces; pieces that hold only blanks count when they touch other text.
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !open.isEmpty else { return }
        let last = open.count - 1
        if case .text(let before)? = open[last].children.last {
            let piece = String(decoding: bytes, as: UTF8.self)
            open[last].children[open[last].children.count - 1] = .text(before + piece)
        } else if bytes.contains(where: { !Self.isBlank($0) }) {
            open[last].children.append(.text(String(decoding: bytes, as: UTF8.self)))
        }
    }

    mutating func stop(_ code: String, _ message: String, line: Int, column: Int) {
        guard problem == nil else { return }
        problem = Problem(code: code, message: message, line: line, column: column)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private func trimmed(_ text: String) -> String {
        var piece = Substring(text)
        while let first = piece.utf8.first, Self.isBlank(first) { piece.removeFirst() }
        while let last = piece.utf8.last, Self.isBlank(last) { piece.removeLast() }
        return String(piece)
    }
}
