import ALSAMIDI
import Testing

@Suite struct JACKLibraryTests {
    @Test func `a library that is not there is an error with the loader's words`() {
        let error = #expect(throws: JACKError.self) { try JACKLibrary(name: "libnothing.so.0") }
        #expect(
            error?.description.hasPrefix(
                "the JACK library cannot be loaded (libnothing.so.0: cannot open shared object file"
            )
                == true)
    }

    @Test func `a library without JACK's calls is an error that names the first`() {
        #expect(throws: JACKError.missing("jack_client_open")) {
            try JACKLibrary(name: "libc.so.6")
        }
    }
}
