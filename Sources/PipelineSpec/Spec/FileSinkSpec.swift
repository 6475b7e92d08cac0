/// `type: file`.
package struct FileSinkSpec: Sendable {
    /// The folder as the pipeline file writes it, for messages.
    package var path: String
    /// The folder to write: relative ones are taken from the pipeline file's folder.
    package var resolvedPath: String
    /// What a new run does with the results of the one before.
    package var onStart: OnStart
    /// Every n-th forecast of a series is written; 0 writes none.
    package var forecastsEvery: Int

    /// What becomes of the results of the run before.
    package enum OnStart: String, Sendable, CaseIterable {
        /// Begins the sources and the results again.
        case `replace`
        /// Goes on exactly where it stopped.
        case `continue`
    }

    package init(path: String, resolvedPath: String, onStart: OnStart, forecastsEvery: Int = 1) {
        self.path = path
        self.resolvedPath = resolvedPath
        self.onStart = onStart
        self.forecastsEvery = forecastsEvery
    }
}
