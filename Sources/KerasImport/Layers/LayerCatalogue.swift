/// All layers that can be converted, by class name.
enum LayerCatalogue {
    static let layers: [String: any KerasLayer.Type] = [
        "Activation": ActivationLayer.self,
        "Add": MergeLayer.self,
        "Average": MergeLayer.self,
        "BatchNormalization": BatchNormalizationLayer.self,
        "BatchNormalizationV1": BatchNormalizationLayer.self,
        "BatchNormalizationV2": BatchNormalizationLayer.self,
        "Conv2D": Conv2DLayer.self,
        "Dense": DenseLayer.self,
        "DepthwiseConv2D": DepthwiseConv2DLayer.self,
        "Dropout": IdentityLayer.self,
        "GlobalAveragePooling2D": GlobalPoolingLayer.self,
        "InputLayer": InputLayer.self,
        "Maximum": MergeLayer.self,
        "Minimum": MergeLayer.self,
        "Multiply": MergeLayer.self,
        "Normalization": NormalizationLayer.self,
        "Rescaling": RescalingLayer.self,
        "Reshape": ReshapeLayer.self,
        "Subtract": MergeLayer.self,
        "ZeroPadding2D": ZeroPaddingLayer.self,
    ]

    /// The layer that `configuration` describes.
    static func layer(_ configuration: LayerConfiguration) throws(UnsupportedReason) -> any KerasLayer {
        guard let type = layers[configuration.className] else {
            throw UnsupportedReason("is not a layer that can be converted")
        }
        return try type.init(configuration)
    }
}
