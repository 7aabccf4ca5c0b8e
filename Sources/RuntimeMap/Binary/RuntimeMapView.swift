import ContentDigest

/// A runtime map read in place: nothing is copied, and every look into it is a load.
///
/// All of the file is checked once when the view is made, so that its answers need no checks.
/// The memory belongs to who made the view and must outlive it.
public struct RuntimeMapView: @unchecked Sendable {
    // Sendable: the memory is only read, and does not change while the view is there.
    typealias Layout = RuntimeMapLayout

    let base: UnsafeRawPointer
    /// Where each section starts, in bytes.
    private(set) var starts = InlineArray<8, Int>(repeating: 0)
    private(set) var counts = InlineArray<8, Int>(repeating: 0)
    public let version: Int

    /// - Throws: what is wrong with the file, at which byte.
    public init(_ file: UnsafeRawBufferPointer) throws(RuntimeMapFault) {
        guard let base = file.baseAddress, file.count >= Layout.headerBytes else {
            throw RuntimeMapFault(.tooShort, at: file.count)
        }
        self.base = base
        guard base.word(0) == Layout.magic else { throw RuntimeMapFault(.notAMap, at: 0) }
        version = Int(base.half(8))
        guard version == RuntimeMap.currentVersion else {
            throw RuntimeMapFault(.version(version), at: 8)
        }
        guard base.word(16) == UInt64(file.count), file.count <= Layout.largestFileBytes else {
            throw RuntimeMapFault(.tooShort, at: file.count)
        }
        let checked = UnsafeRawBufferPointer(rebasing: file[Layout.checkedFrom...])
        guard checksum64(checked) == base.word(24) else {
            throw RuntimeMapFault(.checksum, at: 24)
        }
        try readTable(fileBytes: file.count)
        try checkRecords()
    }

    private mutating func readTable(fileBytes: Int) throws(RuntimeMapFault) {
        let sections = Layout.Section.allCases
        let end = Layout.headerBytes + Layout.sectionEntryBytes * sections.count
        guard base.half(10) == UInt16(Layout.headerBytes), Int(base.quad(12)) == sections.count,
            fileBytes >= end
        else { throw RuntimeMapFault(.table, at: 10) }
        for section in sections {
            let entry = Layout.headerBytes + Layout.sectionEntryBytes * section.rawValue
            let start = Int(base.quad(entry + 8))
            let count = Int(base.quad(entry + 12))
            guard Int(base.quad(entry)) == section.rawValue,
                Int(base.quad(entry + 4)) == section.stride, start >= end, start % 8 == 0,
                start + count * section.stride <= fileBytes
            else { throw RuntimeMapFault(.table, at: entry) }
            starts[section.rawValue] = start
            counts[section.rawValue] = count
        }
        guard count(.info) == 1 else { throw RuntimeMapFault(.table, at: Layout.headerBytes) }
    }

    @inline(__always)
    func count(_ section: Layout.Section) -> Int { counts[section.rawValue] }

    /// Place of a record in the file.
    @inline(__always)
    func place(_ section: Layout.Section, _ index: Int) -> Int {
        starts[section.rawValue] + index * section.stride
    }
}

/// Why a file is no map that this program can play.
public struct RuntimeMapFault: Error, Equatable {
    /// Why a file is refused.
    public enum Reason: Equatable, Sendable {
        /// Shorter or longer than its header says, or than a header is.
        case tooShort
        case notAMap
        /// Written in another version of the format.
        case version(Int)
        /// Its bytes are not those that were written.
        case checksum
        /// The table of sections leads outside the file.
        case table
        /// A record holds what no record can hold.
        case record(String)
    }

    public var reason: Reason
    /// Byte of the file, from 0.
    public var offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension RuntimeMapFault: CustomStringConvertible {
    public var description: String {
        let known = RuntimeMap.currentVersion
        return switch reason {
        case .tooShort:
            "the file is cut short at byte \(offset): write it again with 'pipeline build'"
        case .notAMap: "this is no runtime map: it does not start with 'PIPERMAP'"
        case .version(let version) where version > known:
            "the map has version \(version), and this program knows up to \(known): update pipeline-runtime"
        case .version(let version):
            "the map has version \(version), and this program reads \(known): "
                + "write it again with 'pipeline build'"
        case .checksum: "the file's bytes have changed since it was written (checksum at byte 24)"
        case .table: "the table of sections is damaged at byte \(offset)"
        case .record(let what): "\(what) at byte \(offset) is out of range"
        }
    }
}

extension UnsafeRawPointer {
    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    @inline(__always)
    func quad(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    @inline(__always)
    func half(_ offset: Int) -> UInt16 {
        UInt16(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { load(fromByteOffset: offset, as: UInt8.self) }
}
