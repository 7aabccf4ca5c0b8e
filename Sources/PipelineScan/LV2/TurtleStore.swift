import Glibc

/// A node of the statements that were read: a URI, a blank node or a literal.
struct TurtleNode: Hashable {
    /// From 1; 0 stands for no node.
    let number: UInt32

    enum Kind: UInt8 { case uri = 1, blank, literal, language }
}

/// The statements of one bundle, as far as they are ever asked for: their nodes, each kept once, and for
/// each subject its properties in the order in which they were read.
///
/// A general store sorts statements in several ways, to answer any question about them; here all
/// questions begin with a subject, and most predicates are never asked for. That is what makes reading
/// large bundles several times faster.
struct TurtleStore {
    private struct Entry {
        var start: Int
        var count: Int
        /// Of a literal: its type or language.
        var qualifier: UInt32
        /// The first and last statement about it, + 1; 0 for none.
        var first: UInt32 = 0
        var last: UInt32 = 0
        var kind: TurtleNode.Kind
    }

    private struct Statement {
        var predicate: UInt32
        var object: UInt32
        /// The next statement about the same subject, + 1; 0 for none.
        var next: UInt32 = 0
    }

    private var entries: [Entry] = [Entry(start: 0, count: 0, qualifier: 0, kind: .blank)]
    private var statements: [Statement] = []
    /// The texts of all nodes, one after another.
    private var texts: [UInt8] = []
    /// Nodes by the hash of what they are; a power of two of places, at most half of them taken.
    private var table = [UInt32](repeating: 0, count: 1 << 10)

    /// A store with nothing but the words of the vocabulary, known by their numbers.
    static let withVocabulary = TurtleStore()

    private init() {
        for word in Word.allCases {
            var uri = word.uri
            let known = uri.withUTF8 { node(.uri, UnsafeRawBufferPointer($0)) }
            precondition(known.number == word.rawValue, "a word has another number as a node")
        }
    }

    /// The node with this text, which is added when it is new.
    ///
    /// - Parameter qualifier: of a literal: the node of its type or language.
    mutating func node(
        _ kind: TurtleNode.Kind, _ text: UnsafeRawBufferPointer, qualifier: UInt32 = 0
    ) -> TurtleNode {
        let mask = table.count - 1
        var place = Self.hash(kind, text, qualifier) & mask
        while table[place] != 0 {
            let entry = entries[Int(table[place])]
            if entry.count == text.count, entry.kind == kind, entry.qualifier == qualifier,
                holds(text, at: entry.start)
            {
                return TurtleNode(number: table[place])
            }
            place = (place + 1) & mask
        }
        let number = UInt32(entries.count)
        entries.append(
            Entry(start: texts.count, count: text.count, qualifier: qualifier, kind: kind))
        texts.append(contentsOf: text)
        table[place] = number
        if entries.count * 2 > table.count { rehash() }
        return TurtleNode(number: number)
    }

    mutating func add(_ subject: TurtleNode, _ predicate: Word, _ object: TurtleNode) {
        statements.append(Statement(predicate: predicate.rawValue, object: object.number))
        let number = UInt32(statements.count)
        let place = Int(subject.number)
        if entries[place].last == 0 {
            entries[place].first = number
        } else {
            statements[Int(entries[place].last) - 1].next = number
        }
        entries[place].last = number
    }

    /// The objects of a property in the order in which they were read, each once.
    func objects(_ subject: TurtleNode, _ predicate: Word) -> [TurtleNode] {
        var found: [TurtleNode] = []
        forEach(of: subject) { if $0 == predicate.rawValue { found.append($1) } }
        if found.count < 2 { return found }
        var seen: Set<TurtleNode> = []
        return found.filter { seen.insert($0).inserted }
    }

    /// All that is said of a subject.
    func properties(of subject: TurtleNode) -> [(predicate: Word, object: TurtleNode)] {
        var found: [(predicate: Word, object: TurtleNode)] = []
        forEach(of: subject) { predicate, object in
            if let word = Word(rawValue: predicate) { found.append((word, object)) }
        }
        return found
    }

    /// The nodes of which something is said, in the order in which they were met.
    var subjects: [TurtleNode] {
        entries.indices.filter { entries[$0].first != 0 }.map { TurtleNode(number: UInt32($0)) }
    }

    func kind(of node: TurtleNode) -> TurtleNode.Kind { entries[Int(node.number)].kind }

    /// The type or language of a literal, if it has one.
    func qualifier(of node: TurtleNode) -> TurtleNode? {
        let number = entries[Int(node.number)].qualifier
        return number == 0 ? nil : TurtleNode(number: number)
    }

    func text(of node: TurtleNode) -> String {
        String(decoding: bytes(of: node), as: UTF8.self)
    }

    func bytes(of node: TurtleNode) -> ArraySlice<UInt8> {
        let entry = entries[Int(node.number)]
        return texts[entry.start..<entry.start + entry.count]
    }

    private func forEach(of subject: TurtleNode, _ body: (UInt32, TurtleNode) -> Void) {
        var next = entries[Int(subject.number)].first
        while next != 0 {
            let statement = statements[Int(next) - 1]
            body(statement.predicate, TurtleNode(number: statement.object))
            next = statement.next
        }
    }

    private func holds(_ text: UnsafeRawBufferPointer, at start: Int) -> Bool {
        texts.withUnsafeBytes { texts in
            guard let known = texts.baseAddress, let new = text.baseAddress else { return true }
            precondition(start + text.count <= texts.count, "a node's text ends where it should")
            return memcmp(known + start, new, text.count) == 0
        }
    }

    private mutating func rehash() {
        table = [UInt32](repeating: 0, count: table.count * 4)
        let mask = table.count - 1
        for number in 1..<entries.count {
            let entry = entries[number]
            let hash = texts.withUnsafeBytes {
                Self.hash(
                    entry.kind,
                    UnsafeRawBufferPointer(
                        rebasing: $0[entry.start..<entry.start + entry.count]), entry.qualifier)
            }
            var place = hash & mask
            while table[place] != 0 { place = (place + 1) & mask }
            table[place] = UInt32(number)
        }
    }

    /// FNV-1a over words of eight bytes, mixed at the end.
    private static func hash(
        _ kind: TurtleNode.Kind, _ text: UnsafeRawBufferPointer, _ qualifier: UInt32
    ) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(kind.rawValue) ^ UInt64(qualifier) << 8
        let prime: UInt64 = 0x100_0000_01b3
        var place = 0
        while place + 8 <= text.count {
            hash = (hash ^ text.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* prime
            hash ^= hash >> 29
            place += 8
        }
        while place < text.count {
            hash = (hash ^ UInt64(text[place])) &* prime
            place += 1
        }
        hash ^= hash >> 32
        hash = hash &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: hash >> 16)
    }
}
