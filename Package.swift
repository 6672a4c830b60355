// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "qconv",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Engine", targets: ["Engine", "ModelIR"]),
        .executable(name: "qconv", targets: ["qconv"]),
        .executable(name: "qinspect", targets: ["qinspect"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // Libraries of the system, and C below Swift.
        .target(name: "CLoading"),
        .target(name: "CHDF5", dependencies: ["CLoading"]),
        .target(name: "CZip", dependencies: ["CLoading"]),
        .target(name: "CNettle", dependencies: ["CLoading"]),
        .target(name: "CImages", dependencies: ["CLoading"]),
        .target(name: "CCairo", dependencies: ["CLoading"]),
        .target(name: "CFlatBuffers", exclude: ["schema"]),
        .target(name: "CKernels"),
        .target(name: "CPeak"),
        .target(name: "CNumbers"),

        // Bottom to top: a target imports only what stands above it here.
        .target(name: "ModelIR", swiftSettings: swift),
        .target(name: "Files", dependencies: ["ModelIR"], swiftSettings: swift),
        .target(name: "Digests", dependencies: ["ModelIR", "Files", "CNettle"], swiftSettings: swift),
        .target(name: "JSONFormat", swiftSettings: swift),
        .target(name: "Reporting", dependencies: ["CNumbers"], swiftSettings: swift),
        .target(name: "Metrics", swiftSettings: swift),
        .target(
            name: "Plots", dependencies: ["ModelIR", "Files", "Reporting", "Metrics", "CCairo"], swiftSettings: swift),
        .target(name: "ZipFormat", dependencies: ["ModelIR", "CZip"], swiftSettings: swift),
        .target(name: "NumPyFormat", dependencies: ["ModelIR", "Files", "ZipFormat"], swiftSettings: swift),
        .target(
            name: "TFLiteFormat", dependencies: ["ModelIR", "Files", "JSONFormat", "CFlatBuffers"],
            swiftSettings: swift),
        .target(name: "HDF5Format", dependencies: ["ModelIR", "CHDF5"], swiftSettings: swift),
        .target(
            name: "KerasImport", dependencies: ["ModelIR", "Files", "JSONFormat", "HDF5Format", "ZipFormat"],
            swiftSettings: swift),
        .target(
            name: "Datasets", dependencies: ["ModelIR", "Files", "Digests", "HDF5Format", "NumPyFormat", "CImages"],
            swiftSettings: swift),
        .target(name: "Engine", dependencies: ["ModelIR", "TFLiteFormat", "CKernels"], swiftSettings: swift),
        .target(
            name: "Convert",
            dependencies: [
                "ModelIR", "Files", "Digests", "Datasets", "JSONFormat", "KerasImport", "TFLiteFormat", "Engine",
                "Reporting",
            ],
            swiftSettings: swift),
        .target(
            name: "Inspect",
            dependencies: [
                "ModelIR", "Files", "TFLiteFormat", "KerasImport", "Engine", "CKernels", "Reporting", "Plots",
            ],
            swiftSettings: swift),
        .target(
            name: "Execution",
            dependencies: [
                "ModelIR", "Files", "NumPyFormat", "TFLiteFormat", "Engine", "Convert", "Reporting", "CPeak",
            ],
            swiftSettings: swift),
        .target(
            name: "Verification",
            dependencies: ["ModelIR", "Files", "Engine", "Execution", "Datasets", "Metrics", "Reporting"],
            swiftSettings: swift),
        .target(
            name: "Comparison",
            dependencies: [
                "ModelIR", "Files", "Datasets", "Metrics", "Engine", "Convert", "Inspect", "Execution", "Verification",
                "Reporting",
            ],
            swiftSettings: swift),
        .target(
            name: "Experiment",
            dependencies: [
                "ModelIR", "Files", "Digests", "KerasImport", "Convert", "Execution", "Datasets", "Metrics", "Plots",
                "Verification",
                "Reporting",
            ],
            swiftSettings: swift),
        .target(
            name: "CommandSupport", dependencies: ["ModelIR", "Files", "Reporting", argumentParser],
            swiftSettings: swift),
        .executableTarget(
            name: "qconv",
            dependencies: [
                "Convert", "Execution", "NumPyFormat", "Reporting", "Datasets", "Verification", "Experiment",
                "CommandSupport", argumentParser,
            ],
            swiftSettings: swift),
        .executableTarget(
            name: "qinspect",
            dependencies: [
                "ModelIR", "Files", "Inspect", "Comparison", "Datasets", "Execution", "Plots", "Reporting",
                "CommandSupport", argumentParser,
            ],
            swiftSettings: swift),

        .testTarget(name: "CLoadingTests", dependencies: ["CLoading"], swiftSettings: swift),
        .testTarget(name: "ModelIRTests", dependencies: ["ModelIR"], swiftSettings: swift),
        .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: swift),
        .testTarget(name: "DigestsTests", dependencies: ["Digests", "Files"], swiftSettings: swift),
        .testTarget(name: "JSONFormatTests", dependencies: ["JSONFormat"], swiftSettings: swift),
        .testTarget(name: "ReportingTests", dependencies: ["Reporting"], swiftSettings: swift),
        .testTarget(name: "MetricsTests", dependencies: ["Metrics"], swiftSettings: swift),
        .testTarget(name: "PlotsTests", dependencies: ["ModelIR", "Plots", "CCairo"], swiftSettings: swift),
        .testTarget(name: "NumPyFormatTests", dependencies: ["NumPyFormat"], swiftSettings: swift),
        .testTarget(
            name: "TFLiteFormatTests", dependencies: ["TFLiteFormat", "Files", "CFlatBuffers"], swiftSettings: swift),
        .testTarget(name: "HDF5FormatTests", dependencies: ["HDF5Format"], swiftSettings: swift),
        .testTarget(
            name: "KerasImportTests", dependencies: ["KerasImport", "JSONFormat", "Engine", "NumPyFormat"],
            swiftSettings: swift),
        .testTarget(
            name: "DatasetsTests", dependencies: ["Datasets", "HDF5Format", "NumPyFormat"], swiftSettings: swift),
        .testTarget(name: "CKernelsTests", dependencies: ["CKernels"], swiftSettings: swift),
        .testTarget(name: "EngineTests", dependencies: ["Engine"], swiftSettings: swift),
        .testTarget(name: "ConvertTests", dependencies: ["Convert"], swiftSettings: swift),
        .testTarget(
            name: "InspectTests", dependencies: ["Inspect", "Comparison", "Plots", "TFLiteFormat", "Reporting"],
            swiftSettings: swift),
        .testTarget(
            name: "ComparisonTests", dependencies: ["Comparison", "NumPyFormat"], swiftSettings: swift),
        .testTarget(name: "ExecutionTests", dependencies: ["Execution", "TFLiteFormat"], swiftSettings: swift),
        .testTarget(
            name: "VerificationTests", dependencies: ["Verification", "TFLiteFormat", "NumPyFormat"],
            swiftSettings: swift),
        .testTarget(
            name: "ExperimentTests", dependencies: ["Experiment", "NumPyFormat"], swiftSettings: swift),
        .testTarget(name: "ConformanceTests", dependencies: ["Convert", "NumPyFormat"], swiftSettings: swift),
        .testTarget(
            name: "IntegerConformanceTests", dependencies: ["Engine", "TFLiteFormat", "NumPyFormat"],
            swiftSettings: swift),
        .testTarget(
            name: "CommandLineTests", dependencies: ["qconv", "qinspect", "ModelIR", "NumPyFormat", "CommandSupport"],
            swiftSettings: swift),
    ],
    cxxLanguageStandard: .cxx17
)
