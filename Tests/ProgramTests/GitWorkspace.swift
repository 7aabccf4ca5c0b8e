/// Commands of git in a workspace, as a user types them.
extension ProgramWorkspace {
    @discardableResult
    func git(_ arguments: String...) -> ProgramResult {
        let identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org"]
        return runCommand(["git"] + identity + arguments)
    }

    /// Makes the workspace a repository with all that is there in one commit.
    func commitEverything() {
        if !exists(".git") {
            put(".gitignore", ".cache/\n")
            git("init", "-q", "-b", "main")
        }
        git("add", "-A")
        git("commit", "-q", "-m", "State")
    }
}
