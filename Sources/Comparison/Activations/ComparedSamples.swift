package import Datasets

/// Which samples two models are run on.
package struct ComparedSamples: Sendable {
    /// The file or folder of the data set.
    package var data: String
    /// At most so many, taken at equal distances from the test part.
    package var count: Int
    package var resize: ImageResize
    /// Threads that share the work; they change no figure.
    package var threads: Int

    package init(data: String, count: Int, resize: ImageResize = ImageResize(), threads: Int) {
        self.data = data
        self.count = count
        self.resize = resize
        self.threads = threads
    }

    /// Places of the samples among `available` ones, ascending.
    func indices(of available: Int) -> [Int] {
        let taken = min(count, available)
        return (0..<taken).map { $0 * available / taken }
    }
}
