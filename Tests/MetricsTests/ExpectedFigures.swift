import Foundation

/// What scikit-learn and SciPy say (`Scripts/make_metrics_fixtures.py`).
struct ExpectedFigures: Decodable {
    struct Classification: Decodable {
        let classes: Int
        let labels: [Int]
        let predicted: [Int]
        let counts: [Int]
        let accuracy: Double
        let weightedPrecision: Double
        let macroPrecision: Double
        let gMean: Double
    }

    struct Share: Decodable {
        let part: Int
        let whole: Int
        let low: Double
        let high: Double
    }

    struct Pair: Decodable {
        let firstOnly: Int
        let secondOnly: Int
        let p: Double
    }

    let classifications: [Classification]
    let proportions: [Share]
    let pairs: [Pair]

    static func read() throws -> ExpectedFigures {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/metrics/expected.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Self.self, from: Data(contentsOf: file))
    }
}

/// Whether two figures agree to twelve digits.
func isClose(_ one: Double, _ other: Double, relative: Double = 1e-12) -> Bool {
    abs(one - other) <= relative * max(abs(one), abs(other), 1e-300)
}
