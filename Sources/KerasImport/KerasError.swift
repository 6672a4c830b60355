package import ModelIR

/// Why a Keras model could not be imported.
package struct KerasError: DiagnosedError, Hashable {
    package enum Code: Sendable, Hashable {
        /// libhdf5 is not there.
        case libraryMissing
        /// The file does not exist or cannot be opened.
        case cannotOpen
        /// The file is not in HDF5 format.
        case notHDF5
        /// The archive is damaged, is packed too tightly, or lacks something that Keras puts into it.
        case badArchive
        /// The file is shorter than it says.
        case truncated
        /// The file is HDF5, but its contents are damaged, implausibly large, or of a kind that Keras does not write.
        case badContents
        /// The file is HDF5, but holds no Keras model.
        case notAModel
        /// The model's configuration is not what Keras writes.
        case badConfiguration
        /// Some layers cannot be converted; ``KerasError/unsupportedLayers`` lists them all.
        case unsupportedLayers
        /// Weights that a layer needs are not in the file.
        case missingWeights
        /// A weight's shape, or the shapes of a layer's inputs, disagree with the layer's configuration.
        case shapeMismatch
    }

    package let code: Code
    package let message: String
    /// The layer, or the object inside the HDF5 file, that the message is about.
    package let location: String?
    /// Where that object starts in the file, where it is known.
    package internal(set) var byteOffset: Int?
    /// Every layer that cannot be converted, where that is what is wrong.
    package let unsupportedLayers: [UnsupportedLayer]

    package init(_ code: Code, _ message: String, at location: String? = nil, byteOffset: Int? = nil) {
        self.code = code
        self.message = message
        self.location = location
        self.byteOffset = byteOffset
        unsupportedLayers = []
    }

    /// One error for all layers that cannot be converted.
    package init(unsupportedLayers layers: [UnsupportedLayer]) {
        code = .unsupportedLayers
        message =
            (layers.count == 1 ? "1 layer cannot be converted:" : "\(layers.count) layers cannot be converted:")
            + layers.map { "\n  \($0)" }.joined()
        location = nil
        byteOffset = nil
        unsupportedLayers = layers
    }

    package var kind: FailureKind {
        switch code {
        case .libraryMissing: .unavailable
        case .cannotOpen: .missingInput
        case .notHDF5, .badArchive, .truncated, .badContents, .notAModel, .badConfiguration, .unsupportedLayers,
            .missingWeights, .shapeMismatch:
            .badData
        }
    }

    package var description: String { location.map { "\($0): \(message)" } ?? message }
}

/// A layer that cannot be converted, and why.
package struct UnsupportedLayer: Sendable, Hashable, CustomStringConvertible {
    /// With the names of nested models in front.
    package let name: String
    package let className: String
    package let reason: String

    package init(name: String, className: String, reason: String) {
        self.name = name
        self.className = className
        self.reason = reason
    }

    package var description: String { "\(name) (\(className)): \(reason)" }
}
