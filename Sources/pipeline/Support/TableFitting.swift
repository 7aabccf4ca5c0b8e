/// Makes a list fit a terminal: columns are left out, and long texts cut, in what people read only.
struct TableFitting {
    /// Which part of a text stands for the whole.
    enum Cut { case beginning, end }

    /// A column whose texts may be cut.
    struct Flexible {
        var column: String
        /// What is kept of a text that is too long.
        var keeps: Cut
        /// So wide it should be, and so wide it must be.
        var wanted: Int
        var least: Int
    }

    /// Columns for other programs, in CSV and JSON only.
    var machineColumns: Set<String> = []
    /// Columns that tables leave out when no row has anything there.
    var optional: Set<String> = []
    /// The column that goes when the others would not have their room.
    var yielding: String?
    var flexible: [Flexible] = []

    /// Stands for what was cut; `plugins show` and its like take it for any text.
    static let ellipsis = "\u{2026}"

    /// Without the columns for other programs.
    func people(_ listing: Listing) -> Listing {
        machineColumns.isEmpty ? listing : without(machineColumns, listing)
    }

    /// What a terminal shows.
    func table(_ listing: Listing, width: Int?) -> Listing {
        let shown = people(listing)
        let empty = optional.filter { column in
            guard let place = shown.columns.firstIndex(of: column) else { return false }
            return shown.rows.allSatisfy { ["", "no"].contains($0[place].text) }
        }
        let full = empty.isEmpty || shown.rows.isEmpty ? shown : without(empty, shown)
        guard let width else { return full }
        let (comfortable, excess) = narrowed(full, to: width) { $0.wanted }
        if excess == 0 { return comfortable }
        let rest = yielding.map { without([$0], full) } ?? full
        let (again, left) = narrowed(rest, to: width) { $0.wanted }
        return left == 0 ? again : narrowed(rest, to: width) { $0.least }.listing
    }

    private func without(_ names: Set<String>, _ listing: Listing) -> Listing {
        let kept = listing.columns.indices.filter { !names.contains(listing.columns[$0]) }
        var listing = listing
        listing.rows = listing.rows.map { row in kept.map { row[$0] } }
        listing.columns = kept.map { listing.columns[$0] }
        return listing
    }

    /// Cuts texts until a line fits.
    ///
    /// - Parameter least: How narrow a column may become.
    /// - Returns: The list, and by how much its lines are still too long.
    private func narrowed(
        _ listing: Listing, to width: Int, least: (Flexible) -> Int
    ) -> (listing: Listing, excess: Int) {
        var widths = listing.columns.indices.map { column in
            listing.rows.map { $0[column].text.count }
                .reduce(listing.columns[column].count, max)
        }
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        if excess <= 0 { return (listing, 0) }
        let places = flexible.compactMap { flexible in
            listing.columns.firstIndex(of: flexible.column).map { (flexible, $0) }
        }
        while excess > 0 {
            // The widest first: what is left over of the others is of more use.
            guard
                let place = places.filter({ widths[$0.1] > max(least($0.0), $0.0.column.count) })
                    .max(by: { widths[$0.1] < widths[$1.1] })?.1
            else { break }
            widths[place] -= 1
            excess -= 1
        }
        var cut = listing
        for (flexible, place) in places {
            for row in cut.rows.indices {
                let text = cut.rows[row][place].text
                if text.count <= widths[place] { continue }
                cut.rows[row][place] = .text(Self.cut(text, to: widths[place], flexible.keeps))
            }
        }
        return (cut, excess)
    }

    /// A text of so many characters at most.
    static func cut(_ text: String, to width: Int, _ keeps: Cut) -> String {
        guard text.count > width, width > 0 else { return text }
        return keeps == .beginning
            ? String(text.prefix(width - 1)) + ellipsis
            : ellipsis + String(text.suffix(width - 1))
    }
}
