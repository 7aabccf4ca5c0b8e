import Glibc
import Testing

@testable import PluginExtraction

/// What a module's process has and has not, and what holds when the kernel lacks something.
@Suite struct IsolationTests {
    let scratch = ScratchFolder()

    /// A worker that does without some protections.
    private func pool(without measures: String) -> WorkerPool {
        WorkerPool(
            program: scratch.program("exec '\(workerProgram)' \"$@\" --without \(measures)"),
            limits: WorkerLimits(timeoutSeconds: 5), size: 1)
    }

    private func library(_ source: String, _ name: String = "made") -> PluginModule {
        let file = scratch.write(source, to: name + ".c")
        let said = output(of: "cc -shared -fPIC -w -o '\(scratch.path)/\(name).so' '\(file)' 2>&1")
        #expect(said.isEmpty)
        return PluginModule(.ladspa, "\(scratch.path)/\(name).so")
    }

    @Test func `a module sees a declared environment, an empty HOME and its folder`() throws {
        let module = library(
            """
            #include <dirent.h>
            #include <locale.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/resource.h>
            #include <unistd.h>
            extern char **environ;
            __attribute__((constructor)) static void start(void) {
                char here[4096];
                struct rlimit core;
                int entries = 0;
                DIR *home = opendir(getenv("HOME"));
                while (home != NULL && readdir(home) != NULL) entries++;
                getcwd(here, sizeof here);
                getrlimit(RLIMIT_CORE, &core);
                printf("%d entries, %s\\n", entries, strcmp(here, getenv("HOME")) ? "elsewhere" : "at home");
                printf("core %d, locale %s\\n", (int)core.rlim_max, setlocale(LC_ALL, ""));
                for (char **entry = environ; *entry != NULL; entry++)
                    printf("%.*s ", (int)strcspn(*entry, "="), *entry);
                puts("");
                fflush(stdout);
                abort();
            }
            """)
        let pool = WorkerPool(program: workerProgram, size: 1)
        let failure = try failure { () throws(ExtractionFailure) in try pool.describe(module) }
        let lines = failure.logTail.split(separator: "\n")
        try #require(lines.count == 3, "\(failure.logTail)")
        #expect(lines[0] == "2 entries, at home")
        #expect(lines[1] == "core 0, locale C.UTF-8")
        let names = lines[2].split(separator: " ").map(String.init).sorted()
        #expect(
            names == [
                "HOME", "LC_ALL", "PATH", "SWIFT_BACKTRACE", "TMPDIR", "XDG_CACHE_HOME",
                "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
            ])
    }

    @Test func `files in the private folder can be made, read, renamed and removed`() throws {
        let module = library(
            """
            #include <fcntl.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <sys/stat.h>
            #include <unistd.h>
            __attribute__((constructor)) static void start(void) {
                char name[] = "fileXXXXXX", text[4] = "";
                if (mkdir("folder", 0700) != 0) abort();
                int file = open("folder/a", O_RDWR | O_CREAT, 0600);
                if (write(file, "abc", 3) != 3 || fchmod(file, 0400) != 0) abort();
                if (rename("folder/a", "b") != 0 || rmdir("folder") != 0) abort();
                if (access("b", R_OK) != 0 || unlink("b") != 0) abort();
                if (chdir(getenv("TMPDIR")) != 0 || mkstemp(name) < 0) abort();
                if (open("/dev/null", O_RDWR) < 0) abort();
                if (open("/etc/passwd", O_RDONLY) < 0) abort();
            }
            """)
        let description = try WorkerPool(program: workerProgram, size: 1).describe(module)
        #expect(description.diagnostics.isEmpty)
    }

    @Test(.enabled(if: isProtected(by: .seccomp, .landlock)))
    func `without notices attempts are refused all the same, but not told`() throws {
        let pool = pool(without: "notices")
        for behaviour in ["udp-listener", "fork-bomb", "programs", "killer", "file-writer"] {
            let module = try MisbehavingLibrary.make(behaviour, in: scratch)
            let description = try pool.describe(module)
            #expect(description.plugins.count == 1, "\(behaviour)")
            #expect(description.diagnostics.isEmpty, "\(behaviour)")
            #expect(access(module.path + ".written", F_OK) != 0)
        }
    }

    @Test(.enabled(if: isProtected(by: .notices)))
    func `without Landlock the notices still keep files from being written`() throws {
        let module = try MisbehavingLibrary.make("file-writer", in: scratch)
        let description = try pool(without: "landlock").describe(module)
        #expect(description.diagnostics.map(\.code) == ["plugin.tried-write"])
        #expect(access(module.path + ".written", F_OK) != 0)
    }

    @Test func `with nothing but limits a module is read, and its children end with it`() throws {
        let pool = pool(without: "landlock,seccomp,notices,namespace")
        let description = try pool.describe(MisbehavingLibrary.make("fork-bomb", in: scratch))
        #expect(description.plugins.count == 1)
        let worker = try #require(pool.monitor.change { $0.idle.first?.process })
        #expect(output(of: "cat /proc/\(worker)/task/\(worker)/children") == "")
        #expect(
            try pool.describe(MisbehavingLibrary.make("home-writer", in: scratch)).diagnostics
                .map(\.code) == ["plugin.wrote-files"])
    }

    @Test func `the worker program tells which protections hold`() throws {
        let isolation = try #require(WorkerIsolation(program: workerProgram))
        #expect(isolation.measures.count + isolation.missing.count == 4)
        #expect(WorkerIsolation(program: "/nonexistent") == nil)
    }

    @Test func `a killed pool leaves no folder`() throws {
        let pool = WorkerPool(
            program: workerProgram, limits: WorkerLimits(timeoutSeconds: 1), size: 1)
        _ = try? pool.describe(MisbehavingLibrary.make("sleep", in: scratch))
        let home = try #require(pool.monitor.change { $0.home })
        #expect(access(home, F_OK) == 0)
        pool.shutdown()
        #expect(access(home, F_OK) != 0)
    }
}
