/// Which layer is on: one at a time. The page stays until another is chosen; a layer that is held goes
/// before it, the latest first.
struct LayerState {
    let count: Int
    private(set) var page = 0
    private var pageBefore = 0
    private var held = InlineArray<16, UInt8>(repeating: 0)
    private var heldCount = 0

    init(count: Int) {
        self.count = count
    }

    @inline(__always)
    var current: Int { heldCount > 0 ? Int(held[heldCount &- 1]) : page }

    /// A bit for the layer that is on.
    @inline(__always)
    var mask: UInt64 { 1 << UInt64(current & 63) }

    /// Holds a layer; above 16 at once nothing happens.
    @_noLocks
    mutating func hold(_ layer: Int) {
        guard heldCount < 16, layer < count else { return }
        held[heldCount] = UInt8(truncatingIfNeeded: layer)
        heldCount &+= 1
    }

    /// Lets the latest hold of a layer go.
    @_noLocks
    mutating func letGo(_ layer: Int) {
        var place = heldCount &- 1
        while place >= 0, Int(held[place]) != layer { place &-= 1 }
        guard place >= 0 else { return }
        while place &+ 1 < heldCount {
            held[place] = held[place &+ 1]
            place &+= 1
        }
        heldCount &-= 1
    }

    /// Turns to a page.
    @_noLocks
    mutating func turn(to layer: Int) {
        if layer >= 0, layer < count { page = layer }
    }

    /// Turns to a page, and from it back to the one before.
    @_noLocks
    mutating func toggle(_ layer: Int, isOn: Bool) {
        if isOn, page != layer {
            pageBefore = page
            turn(to: layer)
        } else if !isOn, page == layer {
            turn(to: pageBefore == layer ? 0 : pageBefore)
        }
    }

    /// Turns some pages on or back, round the ends.
    @_noLocks
    mutating func step(_ pages: Int) {
        let next = (page &+ pages) % count
        page = next < 0 ? next &+ count : next
    }
}
