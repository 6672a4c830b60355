/// A file of arrays by name.
protocol ArrayFile {
    var path: String { get }
    /// Whether there is one array, which has no name.
    var isSingleArray: Bool { get }
    /// The array `name`; nil where there is none.
    func array(_ name: String) throws(DataError) -> (any SampleSource)?
    /// The one array of a file whose arrays have no names.
    func singleArray() throws(DataError) -> any SampleSource
    /// The list of strings `name`; nil where there is none.
    func strings(_ name: String) throws(DataError) -> [String]?
}
