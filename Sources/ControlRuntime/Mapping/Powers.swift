// Powers and logarithms to base 2, in plain arithmetic: the runtime's pure part calls no C library, and
// gives the same value to the last bit on every machine.

/// 2 to a power, right to about the last bit; 0 and infinity beyond what a number holds.
///
/// - Thread: real-time. Does not block, allocate or count references.
@_noLocks @_noAllocation
func powerOfTwo(_ exponent: Double) -> Double {
    guard exponent == exponent else { return exponent }
    if exponent >= 1_024 { return .infinity }
    if exponent < -1_022 { return 0 }
    let whole = floorOf(exponent + 0.5)
    let x = (exponent - whole) * 0.693_147_180_559_945_309_4
    // The series of e to the x; x is at most 0.35, so that the 17th term is below the last bit.
    var sum = 1.0
    var place = 17.0
    while place > 0 {
        sum = 1 + sum * x / place
        place -= 1
    }
    let scale = Double(bitPattern: UInt64(Int64(whole) &+ 1_023) << 52)
    return Int64(whole) == 1_024 ? .infinity : sum * scale
}

/// The logarithm to base 2 of a number above 0, right to about the last bit.
///
/// - Thread: real-time. Does not block, allocate or count references.
@_noLocks @_noAllocation
func logarithmOfTwo(_ number: Double) -> Double {
    guard number >= 2.3e-308, number <= 1.7e308 else { return number > 1 ? 1_024 : -1_022 }
    var exponent = Double(Int64(number.bitPattern >> 52 & 0x7FF) &- 1_023)
    var part = Double(bitPattern: number.bitPattern & 0xF_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if part > 1.414_213_562_373_095_1 {
        part *= 0.5
        exponent += 1
    }
    // ln m = 2 (s + s³/3 + s⁵/5 …) with s = (m − 1) / (m + 1), at most 0.18.
    let s = (part - 1) / (part + 1)
    let square = s * s
    var sum = 0.0
    var place = 23.0
    while place > 0 {
        sum = sum * square + 1 / place
        place -= 2
    }
    return exponent + 2 * s * sum * 1.442_695_040_888_963_407_4
}

/// The greatest whole number that is not above a number.
@_noLocks @_noAllocation @inline(__always)
func floorOf(_ number: Double) -> Double {
    // From here on every number is whole; also for what is no number.
    guard number > -4e15, number < 4e15 else { return number }
    let whole = Double(Int64(number))
    return whole > number ? whole - 1 : whole
}

/// The nearest whole number, the upper one from the middle.
@_noLocks @_noAllocation @inline(__always)
func nearestWhole(_ number: Double) -> Double { floorOf(number + 0.5) }

/// A number brought between two bounds; the lower one for what is no number.
@_noLocks @_noAllocation @inline(__always)
func between(_ number: Double, _ lower: Double, _ upper: Double) -> Double {
    if number >= upper { return upper }
    return number > lower ? number : lower
}
