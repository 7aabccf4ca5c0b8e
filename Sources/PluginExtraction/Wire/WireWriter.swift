/// Builds one message between the build tool and a worker: little-endian, every text counted.
package struct WireWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func number(_ value: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
        }
    }

    package mutating func long(_ value: UInt64) {
        number(UInt32(truncatingIfNeeded: value))
        number(UInt32(truncatingIfNeeded: value >> 32))
    }

    /// What another writer made.
    package mutating func append(_ others: [UInt8]) { bytes.append(contentsOf: others) }

    package mutating func blob(_ blob: [UInt8]) {
        number(UInt32(blob.count))
        bytes.append(contentsOf: blob)
    }

    package mutating func text(_ text: String) {
        number(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func list<Element>(
        _ elements: [Element], _ write: (inout WireWriter, Element) -> Void
    ) {
        number(UInt32(elements.count))
        for element in elements { write(&self, element) }
    }

    /// The message with its length in front, as it goes over the channel.
    package var frame: [UInt8] {
        var head = WireWriter()
        head.number(UInt32(bytes.count))
        return head.bytes + bytes
    }
}
