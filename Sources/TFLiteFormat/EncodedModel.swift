package import Files
package import ModelIR

/// A model in the TFLite format, not yet in one piece: large constants are still where the graph had them.
package struct EncodedModel {
    /// The FlatBuffer, with holes of arbitrary content where large constants belong.
    private let builder: BufferBuilder
    private let skeleton: UnsafeRawBufferPointer
    private let constants: [Constant]

    struct Constant {
        /// Where the constant belongs.
        let position: Int
        let data: TensorData
    }

    /// `skeleton` is owned by `builder`; `constants` are in ascending order of position and do not overlap.
    init(builder: BufferBuilder, skeleton: UnsafeRawBufferPointer, constants: [Constant]) {
        self.builder = builder
        self.skeleton = skeleton
        self.constants = constants
    }

    /// The size of the file.
    package var byteCount: Int { skeleton.count }

    /// The pieces of the file in order, valid during the call.
    package func withChunks<Result, Failure: Error>(
        _ body: ([UnsafeRawBufferPointer]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var chunks: [UnsafeRawBufferPointer] = []
        var position = 0
        for constant in constants {
            chunks.append(UnsafeRawBufferPointer(rebasing: skeleton[position..<constant.position]))
            // The pointer stays good after the inner call because the elements of a tensor never move and `self` keeps
            // them alive.
            constant.data.withUnsafeBytes { chunks.append($0) }
            position = constant.position + constant.data.byteCount
        }
        chunks.append(UnsafeRawBufferPointer(rebasing: skeleton[position...]))
        defer { withExtendedLifetime(self) {} }
        return try body(chunks)
    }

    /// Writes the file, whole or not at all.
    package func write(to path: String) throws(FileError) {
        try withChunks { (chunks) throws(FileError) in try AtomicFile.replace(path, with: chunks) }
    }

    /// A copy of the file in one piece.
    package func bytes() -> Memory {
        withChunks { chunks in
            Memory(byteCount: byteCount) { destination in
                var position = 0
                for chunk in chunks {
                    UnsafeMutableRawBufferPointer(rebasing: destination[position...]).copyMemory(from: chunk)
                    position += chunk.count
                }
            }
        }
    }
}
