/// The samples of a data set that models are trained with, or those that they are tested with.
package struct DataPart: Sendable {
    /// What the part is called in the data set: `x_train`, `train/` and the like.
    package let name: String
    /// The file or folder, and what in it the part is, for messages.
    package let location: String
    /// The number of samples, at least one.
    package let count: Int
    /// The class of each sample, counted from 0; nil where nothing says so.
    package let labels: [Int]?
    /// What each input of the model is fed from.
    let sources: [(input: DataInput, source: any SampleSource)]
    /// Where labels would be, for messages.
    let labelPlace: String

    /// The samples at `indices`, `size` at a time, in that order; ascending indices are read fastest.
    ///
    /// Every value reads by itself: several may go through the same part at the same time, each on one thread.
    package func batches(of indices: [Int], size: Int) -> DataBatches {
        DataBatches(self, indices: indices, size: size)
    }

    /// The labels, or an error that says where they should be.
    package func requireLabels() throws(DataError) -> [Int] {
        guard let labels else {
            throw DataError(.missing, "has no labels (\(labelPlace)), which are needed here", at: location)
        }
        return labels
    }
}
