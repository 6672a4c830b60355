import HDF5Format

extension HDF5Group {
    /// The strings of attribute `name`; where it was too long for HDF5, Keras splits it into `name0`, `name1` and so
    /// on. Nil where there is neither.
    func splitStrings(_ name: String) throws(HDF5Error) -> [String]? {
        if let strings = try strings(name) { return strings }
        guard var all = try strings("\(name)0") else { return nil }
        var index = 1
        while let part = try strings("\(name)\(index)") {
            all += part
            index += 1
        }
        return all
    }
}
