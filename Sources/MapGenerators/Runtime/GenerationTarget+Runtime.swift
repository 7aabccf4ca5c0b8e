extension GenerationTarget {
    /// What the runtime plays.
    public static let runtime = GenerationTarget(
        "runtime", "what pipeline-runtime plays",
        making: .fileOfMap { map, _ in
            (RuntimeMapGenerator.generate(map), [])
        })
}
