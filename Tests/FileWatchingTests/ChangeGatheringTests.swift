import FileWatching
import Testing

/// When what happened is looked at. Times are microseconds.
@Suite struct ChangeGatheringTests {
    private let save = FolderEvent(.saved(isNewName: false), "maps/a.yaml")

    @Test func `a finished save after a quiet time is due at once`() {
        var gathering = ChangeGathering()
        gathering.add(save, isInput: true, at: 1000)
        #expect(gathering.due == 1000)
        #expect(gathering.take(at: 1000).files == ["maps/a.yaml"])
        #expect(gathering.isEmpty)
    }

    @Test func `saves that follow one another closely are gathered`() {
        var gathering = ChangeGathering(quiet: 15_000)
        gathering.add(save, isInput: true, at: 1000)
        _ = gathering.take(at: 1000)
        gathering.add(FolderEvent(.saved(isNewName: false), "b"), isInput: true, at: 2000)
        gathering.add(FolderEvent(.saved(isNewName: false), "c"), isInput: true, at: 9000)
        #expect(gathering.due == 24_000)
        #expect(gathering.take(at: 23_999).isEmpty)
        #expect(gathering.take(at: 24_000).files == ["b", "c"])
    }

    @Test func `a burst without end is looked at after the limit`() {
        var gathering = ChangeGathering(quiet: 15_000, limit: 100_000)
        for time in stride(from: UInt64(0), through: 200_000, by: 5000) {
            gathering.add(FolderEvent(.touched, "maps/a.yaml"), isInput: true, at: time)
        }
        #expect(gathering.due == 100_000)
    }

    @Test(arguments: [
        FolderEvent.Kind.touched, .appeared, .vanished, .tree, .overflow, .saved(isNewName: true),
    ])
    func `what is no finished save of an input waits for quiet`(kind: FolderEvent.Kind) {
        var gathering = ChangeGathering(quiet: 15_000)
        gathering.add(FolderEvent(kind, "maps/new"), isInput: false, at: 5000)
        #expect(gathering.due == 20_000)
    }

    @Test func `names that an editor makes and removes do not delay the save`() {
        var gathering = ChangeGathering()
        gathering.add(FolderEvent(.appeared, "maps/4913"), isInput: false, at: 1000)
        gathering.add(FolderEvent(.vanished, "maps/4913"), isInput: false, at: 1100)
        gathering.add(save, isInput: true, at: 1200)
        let taken = gathering.take(at: 1200)
        #expect(taken.files == ["maps/a.yaml"] && taken.folders.isEmpty)
        #expect(gathering.takeAll().folders == ["maps"])
    }

    @Test func `a save takes the place of the writes before it`() {
        var gathering = ChangeGathering()
        gathering.add(FolderEvent(.touched, "maps/a.yaml"), isInput: true, at: 1000)
        gathering.add(save, isInput: true, at: 1100)
        _ = gathering.take(at: 1100)
        #expect(gathering.isEmpty)
    }

    @Test func `lost events make everything be looked at`() {
        var gathering = ChangeGathering()
        gathering.add(FolderEvent(.overflow, ""), isInput: false, at: 0)
        #expect(gathering.takeAll() == .all)
    }

    @Test(arguments: [("maps", true), ("maps/deep/a", true), ("mapsother", false), ("", false)])
    func `a tree covers itself and what lies below`(path: String, isCovered: Bool) {
        var paths = ChangedPaths()
        paths.trees = ["maps"]
        #expect(paths.coversByTree(path) == isCovered)
    }
}
