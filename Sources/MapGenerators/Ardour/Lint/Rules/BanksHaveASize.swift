import Diagnostics

/// A map that moves between banks says how large they are.
///
/// - Reports: `ardour.bank-size`, a warning on the function that changes the bank.
struct BanksHaveASize: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.bank-size", .warning,
            "A map that moves between banks says how large they are")
    ]

    private static let functions: Set<String> = ["next-bank", "prev-bank", "set-bank"]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        let size = map.deviceValue("bank-size").flatMap { ScannedNumber($0).value } ?? 0
        guard size <= 0 else { return [] }
        let first = map.bindings.first {
            $0.kind == .function
                && Self.functions.contains($0.element[attribute: "function"]?.lowercased() ?? "")
        }
        return first.map {
            [
                $0.finding(
                    .warning, "bank-size",
                    "banks have no size here, so changing them leads nowhere, or by the size of the "
                        + "map that was used before; write <DeviceInfo bank-size=\"8\"/>",
                    at: "function")
            ]
        } ?? []
    }
}
