/// A number as people read it: whole numbers without a point, others with six digits.
public func shortNumber(_ number: Double) -> String {
    guard number.isFinite else { return "\(number)" }
    if number.magnitude < 1e15, number == number.rounded() { return String(Int64(number)) }
    var (rest, scale) = (number.magnitude, 1e5)
    while rest >= 10 { (rest, scale) = (rest / 10, scale / 10) }
    while rest < 1, scale < 1e300 { (rest, scale) = (rest * 10, scale * 10) }
    let rounded = (number * scale).rounded() / scale
    return rounded.magnitude < 1e15 && rounded == rounded.rounded()
        ? String(Int64(rounded)) : "\(rounded)"
}
