import Diagnostics

/// Something that holds for every sound descriptor.
///
/// A rule looks at everything, and neither throws nor prints.
protocol DescriptorRule: Sendable {
    /// All that the rule may report.
    static var findings: [FindingKind] { get }

    func check(_ document: DescriptorDocument) -> [Diagnostic]
}

/// The rules that `DescriptorReader` holds a descriptor against; the one place where a new one is
/// entered.
enum DescriptorRules {
    static let all: [any DescriptorRule] = [
        IndicesAreDense(), SymbolsAreUnique(), NamesAreUnique(), RangeRises(), DefaultIsInRange(),
        ChoicesFit(), GroupMembersExist(), GroupsAreDeclared(), CountIsTrue(),
    ]
}

/// What the rules about descriptors report.
public let reportedDescriptorFindings: [FindingKind] =
    DescriptorRules.all.flatMap { type(of: $0).findings }
