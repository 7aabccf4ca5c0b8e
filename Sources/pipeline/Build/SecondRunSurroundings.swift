import BuildEngine
import Glibc
import PipelineTasks

/// What `--verify` changes around the second run: the folder for temporary files, permissions of new
/// files, locale, time zone, width, and the second on the clock.
enum SecondRunSurroundings {
    static func verification(_ workspace: Workspace, width: Int) -> Verification {
        var surroundings = Surroundings()
        surroundings.temporaryFolder = "\(workspace.root)/\(Workspace.cacheFolder)/temporary"
        surroundings.umask = 0o077
        surroundings.locale = otherLocale
        // Far from home, and no name that the system would have to know.
        surroundings.timeZone = "VERIFY-13:45"
        surroundings.clockOffsetSeconds = 400 * 86400
        let former = ["TMPDIR", "LC_ALL", "TZ"].map { (name: String) in
            (name, getenv(name).map { String(cString: $0) })
        }
        let rules = workspace.rules
        let formerMask = umask(0)
        umask(formerMask)
        return Verification(
            width: width == 1 ? 3 : width - 1, surroundings: surroundings,
            prepare: { [surroundings] in
                rules.restartWorkers()
                waitForNextSecond()
                set("TMPDIR", surroundings.temporaryFolder)
                set("LC_ALL", surroundings.locale)
                set("TZ", surroundings.timeZone)
                setlocale(LC_ALL, surroundings.locale)
                umask(mode_t(surroundings.umask))
            },
            restore: {
                for (name, value) in former { set(name, value) }
                setlocale(LC_ALL, "C")
                umask(formerMask)
                rules.restartWorkers()
            })
    }

    private static func set(_ name: String, _ value: String?) {
        if let value { setenv(name, value, 1) } else { unsetenv(name) }
    }

    /// An installed locale that writes numbers or capital letters in another way; else plain C.
    private static var otherLocale: String {
        for name in ["tr_TR.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8"] {
            if setlocale(LC_ALL, name) != nil {
                setlocale(LC_ALL, "C")
                return name
            }
        }
        return "C"
    }

    /// A time stamp in a result shows only when the clock has moved on.
    private static func waitForNextSecond() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        usleep(UInt32((1_000_000_000 - now.tv_nsec) / 1000) + 1000)
    }
}
