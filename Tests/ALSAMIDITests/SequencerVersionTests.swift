import ALSAMIDI
import Testing

@Test func `the library tells its version`() {
    #expect(alsaLibraryVersion().hasPrefix("1."))
}
