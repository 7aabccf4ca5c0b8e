import PluginExtraction
import Testing

@Suite struct LV2FoldersTests {
    @Test func `without LV2_PATH the usual places are searched, the user's first`() {
        let folders = LV2Folders.search(environment: ["HOME": "/home/a"])
        #expect(folders.prefix(3) == ["/home/a/.lv2", "/usr/local/lib/lv2", "/usr/lib/lv2"])
        #expect(folders.count == 4)
        #expect(folders.last?.hasSuffix("-linux-gnu/lv2") == true)
    }

    @Test func `LV2_PATH replaces them, in its order`() {
        #expect(
            LV2Folders.search(environment: ["HOME": "/h", "LV2_PATH": "/b/:~/x::/a:/b:rel"])
                == ["/b", "/h/x", "/a"])
    }

    @Test func `without HOME the user's folder is left out`() {
        #expect(LV2Folders.search(environment: [:]).first == "/usr/local/lib/lv2")
        #expect(LV2Folders.search(environment: ["LV2_PATH": "~:~/x"]).isEmpty)
    }
}
