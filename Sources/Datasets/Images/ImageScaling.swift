import ModelIR

/// Pixels of 8 bits that lie in memory, or a rectangle of them.
struct PixelView {
    let base: UnsafePointer<UInt8>
    let height: Int
    let width: Int
    let channels: Int
    /// Elements from one row to the next.
    let rowStride: Int
}

/// Where float32 pixels go: an image in memory, or a rectangle of it.
struct PixelTarget {
    let base: UnsafeMutablePointer<Float>
    let height: Int
    let width: Int
    /// Elements from one row to the next.
    let rowStride: Int
}

extension ImageResize {
    /// Writes `image`, brought to `height` by `width` pixels, to `destination`, whose elements are all 0.
    ///
    /// Follows Keras's `load_image` step by step, float32 arithmetic included.
    /// - Returns: whether that can be done; not for an image so narrow that nothing of it is left.
    func scale(_ image: DecodedImage, to height: Int, by width: Int, into destination: UnsafeMutablePointer<Float>)
        -> Bool
    {
        image.pixels.withUnsafeBytes { bytes in
            guard let base = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return false }
            let whole = PixelView(
                base: base, height: image.height, width: image.width, channels: image.channels,
                rowStride: image.width * image.channels)
            let target = PixelTarget(
                base: destination, height: height, width: width, rowStride: width * image.channels)
            switch proportions {
            case .stretch: interpolate(whole, into: target)
            case .crop: interpolate(whole.cropped(toProportionsOf: target), into: target)
            case .pad:
                guard let inner = target.padded(forProportionsOf: whole) else { return false }
                interpolate(whole, into: inner)
            }
            return true
        }
    }

    private func interpolate(_ source: PixelView, into target: PixelTarget) {
        switch interpolation {
        case .bilinear: BilinearScaling.scale(source, into: target)
        case .nearest: NearestScaling.scale(source, into: target)
        case .bicubic: BicubicScaling.scale(source, into: target)
        case .area: AreaScaling.scale(source, into: target)
        case .lanczos3: KernelScaling.lanczos(3).scale(source, into: target)
        case .lanczos5: KernelScaling.lanczos(5).scale(source, into: target)
        case .gaussian: KernelScaling.gaussian.scale(source, into: target)
        case .mitchellcubic: KernelScaling.mitchellCubic.scale(source, into: target)
        }
    }
}

extension PixelView {
    /// The largest rectangle in the middle that has the proportions of `target`, as Keras's `smart_resize` finds it.
    fileprivate func cropped(toProportionsOf target: PixelTarget) -> PixelView {
        let croppedHeight = max(1, min(height, Int(Float(width * target.height) / Float(target.width))))
        let croppedWidth = max(1, min(width, Int(Float(height * target.width) / Float(target.height))))
        let top = Int(Float(height - croppedHeight) / 2)
        let left = Int(Float(width - croppedWidth) / 2)
        return PixelView(
            base: base + top * rowStride + left * channels, height: croppedHeight, width: croppedWidth,
            channels: channels, rowStride: rowStride)
    }
}

extension PixelTarget {
    /// The largest rectangle in the middle that has the proportions of `image`, as TensorFlow's `resize_with_pad` finds
    /// it; nil where it has no pixels.
    fileprivate func padded(forProportionsOf image: PixelView) -> PixelTarget? {
        let ratio = max(Float(image.width) / Float(width), Float(image.height) / Float(height))
        let (innerHeight, innerWidth) = (Float(image.height) / ratio, Float(image.width) / ratio)
        let (rows, columns) = (Int(innerHeight.rounded(.down)), Int(innerWidth.rounded(.down)))
        guard rows > 0, columns > 0 else { return nil }
        let top = max(0, Int(((Float(height) - innerHeight) / 2).rounded(.down)))
        let left = max(0, Int(((Float(width) - innerWidth) / 2).rounded(.down)))
        return PixelTarget(
            base: base + top * rowStride + left * image.channels, height: rows, width: columns, rowStride: rowStride)
    }
}
