import ModelIR

/// A folder of images with a sub-folder for each class, as `image_dataset_from_directory` takes it.
enum ImageFolder {
    /// Files that Keras takes for images.
    private static let suffixes = [".bmp", ".gif", ".jpeg", ".jpg", ".png"]
    private static let unreadableSuffixes = [".bmp", ".gif"]
    /// Sub-folders that are parts of a data set and no classes.
    private static let partNames: Set<String> = ["train", "test", "val", "valid", "validation"]

    /// Opens the folder at `path`; see ``DataSet/open(_:inputs:classCount:resize:)``.
    static func open(
        _ path: String, inputs: [DataInput], classCount: Int?, resize: ImageResize
    ) throws(DataError) -> DataSet {
        let input = try imageInput(of: inputs, path: path)
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        let names = try FolderListing(folder).visibleFolders
        let isSplit = partNames.isSuperset(of: names) && (names.contains("train") || names.contains("test"))
        guard isSplit else {
            let classes = names.isEmpty ? nil : names
            let part = try part("all images", folder, classes, classCount: classCount, input: input, resize: resize)
            return DataSet(
                path: path, classNames: classes, training: part, test: part, isSplit: false, places: ("train/", "test/")
            )
        }
        var parts: [String: DataPart] = [:]
        var classes: (names: [String], part: String)?
        for name in ["train", "test"] where names.contains(name) {
            let found = try FolderListing("\(folder)/\(name)").visibleFolders
            if let classes, classes.names != found {
                throw DataError(
                    .mismatch,
                    "train/ and test/ have different class folders: "
                        + Set(classes.names).symmetricDifference(found).sorted(by: FolderListing.precedes)
                        .joined(separator: ", "), at: path)
            }
            classes = (found, name)
            parts[name] = try part(
                "\(name)/", "\(folder)/\(name)", found.isEmpty ? nil : found, classCount: classCount, input: input,
                resize: resize)
        }
        return DataSet(
            path: path, classNames: classes.flatMap { $0.names.isEmpty ? nil : $0.names }, training: parts["train"],
            test: parts["test"], isSplit: true, places: ("train/", "test/"))
    }

    private static func imageInput(of inputs: [DataInput], path: String) throws(DataError) -> DataInput {
        guard let input = inputs.first, inputs.count == 1 else {
            throw DataError(
                .mismatch, "is a folder of images for one input, but the model takes \(inputs.count)", at: path)
        }
        guard input.shape.count == 3, [1, 3, 4].contains(input.shape[2]), input.shape.allSatisfy({ $0 > 0 }) else {
            throw DataError(
                .mismatch,
                "is a folder of images, but the model's input '\(input.name)' takes \(Shape(input.shape)), not "
                    + "(height, width, 1, 3 or 4 channels)", at: path)
        }
        guard input.takes(.float32) else {
            throw DataError(
                .mismatch,
                "is a folder of images, which become float32 numbers, but the model's input '\(input.name)' takes "
                    + "\(input.type)", at: path)
        }
        return input
    }

    /// The images below `folder`; `classes` are the sub-folders that they are in, nil where there are none.
    private static func part(
        _ name: String, _ folder: String, _ classes: [String]?, classCount: Int?, input: DataInput, resize: ImageResize
    ) throws(DataError) -> DataPart {
        var paths: [String] = []
        var labels: [Int] = []
        if let classes {
            if let classCount, classes.count != classCount {
                throw DataError(
                    .badLabels,
                    "has \(classes.count) class folders, but the model tells \(classCount) classes apart", at: folder)
            }
            for (label, name) in classes.enumerated() {
                paths += try images(below: "\(folder)/\(name)")
                labels += Array(repeating: label, count: paths.count - labels.count)
            }
        } else {
            paths = try images(below: folder)
        }
        guard !paths.isEmpty else { throw DataError(.missing, "holds no JPEG or PNG images", at: folder) }
        let source = ImageSource(folder: folder, paths: paths, input: input, resize: resize)
        return DataPart(
            name: name, location: folder, count: paths.count, labels: classes == nil ? nil : labels,
            sources: [(input, source)], labelPlace: "a sub-folder for each class")
    }

    /// The images in `folder` and the folders in it, in Keras's order: by folder, then by name. Links to folders are
    /// not followed.
    private static func images(below folder: String) throws(DataError) -> [String] {
        var found: [(folder: String, files: [String])] = []
        var folders = [folder]
        while let folder = folders.popLast() {
            let listing = try FolderListing(folder)
            found.append((folder, listing.files))
            folders += listing.folders.map { "\(folder)/\($0)" }
        }
        var paths: [String] = []
        for (folder, files) in found.sorted(by: { FolderListing.precedes($0.folder, $1.folder) }) {
            for file in files {
                let lowered = file.lowercased()
                guard suffixes.contains(where: lowered.hasSuffix) else { continue }
                guard !unreadableSuffixes.contains(where: lowered.hasSuffix) else {
                    throw DataError(
                        .badImage, "is of a kind that cannot be read; convert it to PNG", at: "\(folder)/\(file)")
                }
                paths.append("\(folder)/\(file)")
            }
        }
        return paths
    }
}
