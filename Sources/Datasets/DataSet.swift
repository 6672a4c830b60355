/// Samples to calibrate and to verify a model with.
///
/// - HDF5 (`.h5`) and NumPy archives (`.npz`) with arrays `x_train`, `y_train`, `x_test`, `y_test`, as in Keras's own
///   data sets, or just `x` and `y`; parts and labels may be missing. A model of several inputs takes one array for each:
///   `x_train_NAME`, `x_test_NAME`, `x_NAME`. An attribute or array `class_names` names the classes.
/// - A folder with one sub-folder of JPEG and PNG images for each class, alone or under `train/` and `test/`, as
///   `keras.utils.image_dataset_from_directory` takes it; a folder of images alone has no labels.
/// - A `.npy` array of inputs without labels.
///
/// What the file is goes by its contents, not by its name. Samples are read when they are asked for; only labels and the
/// names of images are kept.
package struct DataSet: Sendable {
    /// The file or folder, as the caller named it.
    package let path: String
    /// The names of the classes in the order of their numbers, where the data set says so.
    package let classNames: [String]?
    /// What to calibrate with: all samples where the set is not split.
    package let training: DataPart?
    /// What to verify with: all samples where the set is not split.
    package let test: DataPart?
    /// Whether training and test samples are told apart.
    package let isSplit: Bool
    /// Where each part would be, for messages.
    let places: (training: String, test: String)

    /// The training part, or an error that says where it should be.
    package func requireTraining() throws(DataError) -> DataPart {
        guard let training else {
            throw DataError(.missing, "has no samples for calibration (\(places.training))", at: path)
        }
        return training
    }

    /// The test part, or an error that says where it should be.
    package func requireTest() throws(DataError) -> DataPart {
        guard let test else {
            throw DataError(.missing, "has no samples for verification (\(places.test))", at: path)
        }
        return test
    }
}
