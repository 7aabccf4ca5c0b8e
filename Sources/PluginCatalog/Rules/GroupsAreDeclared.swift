import Diagnostics
import SourceText

/// The group that a parameter names is in `groups` and lists it.
///
/// - Reports: `descriptor.unknown-group`, a warning, on the parameter's group, when it is in no
///   list; `descriptor.not-in-group`, a warning, when the group does not list the parameter.
/// - Fix-it: the nearest group, when one is within two edits.
struct GroupsAreDeclared: DescriptorRule {
    static let findings = [
        FindingKind(
            "descriptor.unknown-group", .warning,
            "The group that a parameter names is in 'groups' and lists it"),
        FindingKind(
            "descriptor.not-in-group", .warning,
            "The group that a parameter names is in 'groups' and lists it"),
    ]

    func check(_ document: DescriptorDocument) -> [Diagnostic] {
        var members: [String: Set<Int>] = [:]
        for group in document.descriptor.groups {
            members[group.symbol, default: []].formUnion(group.parameters)
        }
        var findings: [Diagnostic] = []
        for (position, parameter) in document.descriptor.parameters.enumerated()
        where !parameter.group.isEmpty {
            guard let listed = members[parameter.group] else {
                findings.append(unknown(parameter, position, members.keys.sorted(), document))
                continue
            }
            if !listed.contains(parameter.index) {
                findings.append(
                    document.finding(
                        .warning, "not-in-group",
                        "\(parameter.title) names the group '\(parameter.group)', but the group "
                            + "does not list index \(parameter.index)",
                        at: document.place("group", ofParameter: position)))
            }
        }
        return findings
    }

    private func unknown(
        _ parameter: PluginParameter, _ position: Int, _ groups: [String],
        _ document: DescriptorDocument
    ) -> Diagnostic {
        let place = document.place("group", ofParameter: position)
        // The range holds the quotes too.
        let fixIt = nearestName(to: parameter.group, among: groups).map {
            FixIt("use '\($0)'", edits: [TextEdit(range: place, replacement: "\"\($0)\"")])
        }
        return document.finding(
            .warning, "unknown-group",
            "\(parameter.title) names the group '\(parameter.group)', but 'groups' does not have it",
            at: place, fixIt: fixIt)
    }
}
