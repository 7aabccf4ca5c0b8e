import Diagnostics
import SourceText
import XMLDocument

/// `DeviceInfo` holds only what Ardour reads, once, and with values that it understands.
///
/// - Reports: `ardour.unknown-device-key`, a warning on the name, `ardour.device-value`, a warning
///   on the value, `ardour.second-device-info`, a warning.
/// - Fix-it: the key that was meant, for example `motorized` in place of `motorised`.
struct DeviceInfoIsRead: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.unknown-device-key", .warning,
            "'DeviceInfo' holds only what Ardour reads, once, and with values that it understands"),
        FindingKind(
            "ardour.device-value", .warning,
            "'DeviceInfo' holds only what Ardour reads, once, and with values that it understands"),
        FindingKind(
            "ardour.second-device-info", .info,
            "'DeviceInfo' holds only what Ardour reads, once, and with values that it understands"),
    ]

    private static let known = ["bank-size", "motorized", "threshold"]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for (index, device) in map.deviceInfos.enumerated() {
            if index > 0 {
                findings.append(
                    device.finding(
                        .warning, "second-device-info",
                        "a second DeviceInfo sets motorized and threshold anew, also those it does "
                            + "not mention; keep one", path: map.path))
            }
            for attribute in device.attributes {
                if Self.known.contains(attribute.name) {
                    findings += value(attribute, device, map)
                } else {
                    findings.append(unknown(attribute.name, device, map))
                }
            }
        }
        return findings
    }

    private func unknown(
        _ name: String, _ device: XMLElement, _ map: ArdourMapText
    ) -> Diagnostic {
        let near = nearestName(to: name, among: Self.known)
            .flatMap { device[attribute: $0] == nil ? $0 : nil }
        let advice =
            near.map { "the key is '\($0)'" } ?? "it reads bank-size, motorized and threshold"
        return device.finding(
            .warning, "unknown-device-key", "Ardour ignores '\(name)'; \(advice)", path: map.path,
            onNameOf: name, fixIt: near.flatMap { device.rename(name, to: $0) })
    }

    private func value(
        _ attribute: XMLAttribute, _ device: XMLElement, _ map: ArdourMapText
    ) -> [Diagnostic] {
        let isUnderstood =
            attribute.name == "motorized"
            ? ArdourBoolean.value(of: attribute.value) != nil
            : ScannedNumber(attribute.value).value.map { $0 >= 0 } ?? false
        if isUnderstood { return [] }
        let advice =
            attribute.name == "motorized"
            ? "write yes or no" : "write a number of 0 or more, in decimal digits"
        return [
            device.finding(
                .warning, "device-value",
                "Ardour does not understand the value of '\(attribute.name)' and ignores it; "
                    + advice, path: map.path, at: attribute.name)
        ]
    }
}

/// Yes and no, as Ardour reads them.
enum ArdourBoolean {
    /// - Returns: `nil` when Ardour understands neither.
    static func value(of text: String) -> Bool? {
        if text == "1" { return true }
        if text == "0" { return false }
        let word = text.lowercased()
        if word.isEmpty { return nil }
        // Beginnings of the words count as the words.
        if "yes".hasPrefix(word) || "true".hasPrefix(word) { return true }
        if "no".hasPrefix(word) || "false".hasPrefix(word) { return false }
        return nil
    }
}
