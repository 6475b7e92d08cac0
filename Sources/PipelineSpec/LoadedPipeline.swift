/// A pipeline whose files are in order.
package struct LoadedPipeline: Sendable {
    /// What the files say, with every default filled in.
    package let spec: PipelineSpec
    /// What the author may want to know.
    package let warnings: [SpecProblem]
}
