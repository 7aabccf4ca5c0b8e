import Diagnostics

/// Something that holds for every sound descriptor.
///
/// A rule looks at everything, and neither throws nor prints.
protocol DescriptorRule: Sendable {
    func check(_ document: DescriptorDocument) -> [Diagnostic]
}

/// The rules that `DescriptorReader` holds a descriptor against.
enum DescriptorRules {
    static let all: [any DescriptorRule] = [
        IndicesAreDense(), SymbolsAreUnique(), NamesAreUnique(), RangeRises(), DefaultIsInRange(),
        ChoicesFit(), GroupMembersExist(), GroupsAreDeclared(), CountIsTrue(),
    ]
}
