import TaskGraph
import Testing

@Suite struct NameTableTests {
    @Test func `names get dense numbers and are found again`() {
        var table = NameTable()
        var known: [String: UInt32] = [:]
        for number in 0..<5000 {
            let name = number % 3 == 0 ? "näme \(number / 2)" : "n\(number / 2)"
            let given = table.intern(name)
            if let before = known[name] {
                #expect(given == before)
            } else {
                #expect(Int(given) == known.count)
                known[name] = given
            }
        }
        #expect(table.count == known.count)
        for (name, number) in known {
            #expect(table.find(name) == number)
            #expect(table[number] == name)
        }
        #expect(table.find("never") == nil)
    }

    @Test func `one name in two scopes is two entries`() {
        var table = NameTable()
        let first = table.intern("a", scope: 1)
        let second = table.intern("a", scope: 2)
        #expect(first != second)
        #expect(table.find("a", scope: 1) == first)
        #expect(table.find("a", scope: 2) == second)
        #expect(table.find("a") == nil)
        #expect(table.scope(of: second) == 2)
    }

    @Test func `the empty name is a name`() {
        var table = NameTable()
        #expect(table.find("") == nil)
        let number = table.intern("")
        #expect(table.find("") == number)
        #expect(table[number].isEmpty)
    }
}
