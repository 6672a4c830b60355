import Files
import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension DataSet {
    /// Opens the data set at `path` for a model.
    ///
    /// Checks shapes, types and all labels; the samples themselves only as they are read.
    ///
    /// - Parameter inputs: what the model takes.
    /// - Parameter classCount: the width of the model's output where it tells classes apart; 1 stands for two classes,
    ///   0 and 1, told apart by one number. Nil for other models, whose `y` is read only where it is class numbers.
    /// - Parameter resize: how images get the size that the model takes.
    package static func open(
        _ path: String, inputs: [DataInput], classCount: Int?, resize: ImageResize = ImageResize()
    ) throws(DataError) -> DataSet {
        let classCount = classCount.map { $0 == 1 ? 2 : $0 }
        var status = stat()
        guard stat(path, &status) == 0 else { throw DataError(FileError(.missingInput, path: path, action: "open")) }
        if status.st_mode & S_IFMT == S_IFDIR {
            return try ImageFolder.open(path, inputs: inputs, classCount: classCount, resize: resize)
        }
        return try ArrayFinder(file: arrayFile(path), inputs: inputs, classCount: classCount).dataSet()
    }

    /// The data set that lies beside the model `x.h5`: the first of `x.data.h5`, `x.data.npz`, `x.data.npy` and the
    /// folder `x.data` that exists; nil where none does.
    package static func beside(_ model: String) -> String? {
        let name = model.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let stem = name.lastIndex(of: ".").map { $0 == name.startIndex ? name : name[..<$0] } ?? name
        let base = "\(model.dropLast(name.count))\(stem).data"
        return [(".h5", S_IFREG), (".npz", S_IFREG), (".npy", S_IFREG), ("", S_IFDIR)].first { suffix, kind in
            var status = stat()
            return stat(base + suffix, &status) == 0 && status.st_mode & S_IFMT == kind
        }.map { base + $0.0 }
    }

    private static func arrayFile(_ path: String) throws(DataError) -> any ArrayFile {
        let start: [UInt8]
        do {
            start = try PiecewiseFile(path).bytes(from: 0, atMost: 8)
        } catch {
            throw DataError(error)
        }
        guard !start.isEmpty else { throw DataError(.badFile, "is empty", at: path) }
        if HDF5ArrayFile.signature.starts(with: start) || start.starts(with: HDF5ArrayFile.signature) {
            return try HDF5ArrayFile(path)
        }
        if start.starts(with: [0x93]) || start.starts(with: [0x50, 0x4B]) { return try NumPyArrayFile(path) }
        throw DataError(
            .badFile, "is no data set: neither HDF5 (.h5) nor NumPy (.npz, .npy) nor a folder of images", at: path)
    }
}
