import Files
import ModelIR
import ZipFormat

/// The bytes of one `.npy` file, wherever it lies, read from anywhere but best from front to back.
protocol NPYStream: AnyObject {
    /// The file, and the array in it, for messages.
    var location: String { get }
    var byteCount: Int { get }
    /// Fills `destination` with the bytes from `offset` on. What lies before is skipped as cheaply as the file allows.
    func read(from offset: Int, into destination: UnsafeMutableRawBufferPointer) throws(NumPyError)
}

extension NPYStream {
    /// The first bytes, which hold the header of every array that there is; fewer where there are no more.
    func start() throws(NumPyError) -> Memory {
        try Memory(byteCount: min(byteCount, 1 << 16)) { (bytes) throws(NumPyError) in try read(from: 0, into: bytes) }
    }
}

/// A `.npy` file of its own.
final class NPYFileStream: NPYStream {
    private let file: PiecewiseFile

    init(path: String) throws(NumPyError) {
        do {
            file = try PiecewiseFile(path)
        } catch {
            throw NumPyError(error)
        }
    }

    var location: String { file.path }
    var byteCount: Int { file.byteCount }

    func read(from offset: Int, into destination: UnsafeMutableRawBufferPointer) throws(NumPyError) {
        do {
            try file.read(from: offset, into: destination)
        } catch {
            throw NumPyError(error)
        }
    }
}

/// An array of a `.npz` archive.
///
/// A deflated one can only be unpacked from front to back: reading what lies behind the last read unpacks what is
/// between, and reading what lies before starts again.
final class NPZEntryStream: NPYStream {
    let location: String
    let byteCount: Int
    private let archive: NPZArchive
    private let index: Int
    private let isStored: Bool
    private var reader: ZipMemberReader
    /// Where the next byte of `reader` stands.
    private var position = 0
    /// Whether every byte before `position` has come by, so that libzip knows the checksum at the end.
    private var isComplete = true

    private static let skippedByteCount = 1 << 16

    init(path: String, name: String) throws(NumPyError) {
        location = "\(path): array '\(name)'"
        do throws(NumPyError) {
            archive = try NPZArchive(path: path)
            guard let index = archive.index(of: name) else { throw NumPyError(.malformed, "is not in the archive") }
            self.index = index
            let entry = try archive.entry(index)
            guard let byteCount = Int(exactly: entry.member.byteCount) else {
                throw NumPyError(.malformed, "claims an impossible size")
            }
            self.byteCount = byteCount
            isStored = entry.member.isStored
            reader = try archive.open(index)
        } catch {
            throw error.located(at: location)
        }
    }

    func read(from offset: Int, into destination: UnsafeMutableRawBufferPointer) throws(NumPyError) {
        do throws(NumPyError) {
            try move(to: offset)
            try fill(destination)
            guard position == byteCount, isComplete else { return }
            try readingZip { () throws(ZipError) in try reader.finish() }
        } catch {
            throw error.located(at: location)
        }
    }

    private func move(to offset: Int) throws(NumPyError) {
        if isStored, offset != position, reader.seek(to: offset) {
            position = offset
            isComplete = false
            return
        }
        if offset < position {
            (reader, position, isComplete) = (try archive.open(index), 0, true)
        }
        while position < offset {
            _ = try Memory(byteCount: min(offset - position, NPZEntryStream.skippedByteCount)) {
                (skipped) throws(NumPyError) in try fill(skipped)
            }
        }
    }

    private func fill(_ destination: UnsafeMutableRawBufferPointer) throws(NumPyError) {
        try readingZip { () throws(ZipError) in try reader.fill(destination) }
        position += destination.count
    }
}
