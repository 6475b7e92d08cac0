/// `type: file`.
package struct FileSourceSpec: Sendable {
    /// The path as the pipeline file writes it, for messages.
    package var path: String
    /// The path to open: relative ones are taken from the pipeline file's folder. A name that ends in `.gz` is unpacked.
    package var resolvedPath: String

    package init(path: String, resolvedPath: String) {
        self.path = path
        self.resolvedPath = resolvedPath
    }
}
