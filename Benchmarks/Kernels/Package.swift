// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the main one stays free of it. Sources/CKernels and Sources/CPeak are links into the main one.
let package = Package(
    name: "KernelBenchmarks",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "CKernels"),
        .target(name: "CPeak"),
        .executableTarget(
            name: "KernelBenchmarks", dependencies: ["CKernels", "CPeak"],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ]),
    ]
)
