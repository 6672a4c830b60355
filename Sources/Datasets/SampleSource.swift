import ModelIR

/// The samples for one input of a model, in a file or in many.
protocol SampleSource: Sendable {
    /// The file, and the array in it, for messages.
    var location: String { get }
    /// Dimensions; the first is the number of samples.
    var shape: [Int] { get }
    /// The type that samples are given in.
    var type: ElementType { get }
    /// A reader with a place of its own in the file, for one thread at a time.
    func reader() throws(DataError) -> any SampleReader
}

extension SampleSource {
    var count: Int { shape.first ?? 0 }
    /// The number of elements of a sample.
    var elementCount: Int { shape.dropFirst().reduce(1, *) }
    /// Bytes of a sample as it is given.
    var sampleByteCount: Int { elementCount * type.byteCount }
}

/// Reads samples, fastest in ascending order.
protocol SampleReader: AnyObject {
    /// Writes the samples at `indices`, one after the other, into `destination`, which has exactly the room for them.
    func read(_ indices: ArraySlice<Int>, into destination: UnsafeMutableRawBufferPointer) throws(DataError)
}
