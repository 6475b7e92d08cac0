/// A pipeline whose files are in order.
package struct LoadedPipeline: Sendable {
    package let spec: PipelineSpec
    /// What the author may want to know.
    package let warnings: [SpecProblem]
}
