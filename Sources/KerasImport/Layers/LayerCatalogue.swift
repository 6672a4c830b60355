import JSONFormat

/// All layers that can be converted, by class name.
enum LayerCatalogue {
    private static let layers: [String: any KerasLayer.Type] = [
        "Activation": ActivationLayer.self,
        "ActivityRegularization": IdentityLayer.self,
        "Add": MergeLayer.self,
        "AlphaDropout": IdentityLayer.self,
        "Average": MergeLayer.self,
        "AveragePooling1D": PoolingLayer.self,
        "AveragePooling2D": PoolingLayer.self,
        "BatchNormalization": BatchNormalizationLayer.self,
        "BatchNormalizationV1": BatchNormalizationLayer.self,
        "BatchNormalizationV2": BatchNormalizationLayer.self,
        "Concatenate": ConcatenateLayer.self,
        "Conv1D": ConvolutionLayer.self,
        "Conv2D": ConvolutionLayer.self,
        "Cropping1D": CroppingLayer.self,
        "Cropping2D": CroppingLayer.self,
        "Dense": DenseLayer.self,
        "DepthwiseConv1D": DepthwiseConvolutionLayer.self,
        "DepthwiseConv2D": DepthwiseConvolutionLayer.self,
        "Dropout": IdentityLayer.self,
        "ELU": ELULayer.self,
        "Flatten": FlattenLayer.self,
        "GaussianDropout": IdentityLayer.self,
        "GaussianNoise": IdentityLayer.self,
        "GlobalAveragePooling1D": GlobalPoolingLayer.self,
        "GlobalAveragePooling2D": GlobalPoolingLayer.self,
        "GlobalMaxPooling1D": GlobalPoolingLayer.self,
        "GlobalMaxPooling2D": GlobalPoolingLayer.self,
        "Identity": IdentityLayer.self,
        "InputLayer": InputLayer.self,
        "LayerNormalization": LayerNormalizationLayer.self,
        "LeakyReLU": RectifierLayer.self,
        "MaxPooling1D": PoolingLayer.self,
        "MaxPooling2D": PoolingLayer.self,
        "Maximum": MergeLayer.self,
        "Minimum": MergeLayer.self,
        "Multiply": MergeLayer.self,
        "Normalization": NormalizationLayer.self,
        "PReLU": PReLULayer.self,
        "Permute": PermuteLayer.self,
        "RandomBrightness": IdentityLayer.self,
        "RandomColorDegeneration": IdentityLayer.self,
        "RandomColorJitter": IdentityLayer.self,
        "RandomContrast": IdentityLayer.self,
        "RandomErasing": IdentityLayer.self,
        "RandomFlip": IdentityLayer.self,
        "RandomGaussianBlur": IdentityLayer.self,
        "RandomGrayscale": IdentityLayer.self,
        "RandomHeight": IdentityLayer.self,
        "RandomHue": IdentityLayer.self,
        "RandomInvert": IdentityLayer.self,
        "RandomPerspective": IdentityLayer.self,
        "RandomPosterization": IdentityLayer.self,
        "RandomRotation": IdentityLayer.self,
        "RandomSaturation": IdentityLayer.self,
        "RandomSharpness": IdentityLayer.self,
        "RandomShear": IdentityLayer.self,
        "RandomTranslation": IdentityLayer.self,
        "RandomWidth": IdentityLayer.self,
        "RandomZoom": IdentityLayer.self,
        "ReLU": RectifierLayer.self,
        "RepeatVector": RepeatVectorLayer.self,
        "Rescaling": RescalingLayer.self,
        "Reshape": ReshapeLayer.self,
        "SeparableConv1D": SeparableConvolutionLayer.self,
        "SeparableConv2D": SeparableConvolutionLayer.self,
        "SlicingOpLambda": FunctionLayer.self,
        "Softmax": SoftmaxLayer.self,
        "SpatialDropout1D": IdentityLayer.self,
        "SpatialDropout2D": IdentityLayer.self,
        "SpatialDropout3D": IdentityLayer.self,
        "Subtract": MergeLayer.self,
        "SyncBatchNormalization": BatchNormalizationLayer.self,
        "TFOpLambda": FunctionLayer.self,
        "TensorFlowOpLayer": FunctionLayer.self,
        "ThresholdedReLU": RectifierLayer.self,
        "UnitNormalization": UnitNormalizationLayer.self,
        "UpSampling1D": UpSamplingLayer.self,
        "UpSampling2D": UpSamplingLayer.self,
        "ZeroPadding1D": ZeroPaddingLayer.self,
        "ZeroPadding2D": ZeroPaddingLayer.self,
    ]

    /// Why some layers that people often use are not here.
    private static let reasons: [String: String] = [
        "Lambda": "runs Python code, which cannot be converted; use layers or operations of Keras instead",
        "TimeDistributed": "applying a layer to each time step is not supported",
    ]

    /// The layer that `configuration` describes.
    static func layer(_ configuration: LayerConfiguration) throws(UnsupportedReason) -> any KerasLayer {
        // Operations of Keras 3 that a model uses outside of layers share some class names with layers, but do not say
        // what type they compute with, or whether they are trainable.
        let isOperation =
            configuration.kerasGeneration >= 3 && configuration.values["trainable"] == nil
            && (layers[configuration.className] == nil || configuration.values["dtype"] == nil)
        if isOperation && FunctionCatalogue.function(named: configuration.className) != nil {
            return try FunctionLayer(configuration)
        }
        if let mode = configuration.quantizationMode {
            throw UnsupportedReason(
                "is quantized by Keras (\(mode)); convert the model as it was before model.quantize")
        }
        guard let type = layers[configuration.className] else {
            throw UnsupportedReason(
                reasons[configuration.className] ?? "is not among the layers that can be converted")
        }
        return try type.init(configuration)
    }
}
