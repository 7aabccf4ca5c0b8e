import ContentDigest
import ContentStore
import TaskGraph

/// All results that the store holds for a workspace: accounts and the artifacts they name.
struct KeptResults {
    struct Account {
        var node: NodeID
        /// Where it lies in the pack; a higher place was used later.
        var offset: UInt64
        var trace: Trace
        /// Bytes it takes in the pack.
        var size: Int
    }

    /// Bytes that stand before an account in the pack.
    static let sealSize = 12
    /// So many accounts of a node are compared before it is run; older ones are never read again.
    static let accountsPerNode = 16

    /// Newest first for each node, by node.
    private(set) var accounts: [Account] = []
    /// Nodes whose newest account cannot be read.
    private(set) var lost: [NodeID] = []

    init(_ state: BuildState, in pack: ArtifactPack) {
        for number in 0..<UInt32(state.nodeCount) {
            let node = NodeID(number)
            var next = state.trace(of: node)
            var depth = 0
            while let offset = next, depth < Self.accountsPerNode {
                guard let bytes = pack.readSealed(offset), let trace = Trace(bytes),
                    trace.node == state.name(of: node)
                else {
                    if depth == 0 { lost.append(node) }
                    break
                }
                accounts.append(
                    Account(
                        node: node, offset: offset, trace: trace,
                        size: bytes.count + Self.sealSize))
                next = trace.previous
                depth += 1
            }
        }
    }
}
