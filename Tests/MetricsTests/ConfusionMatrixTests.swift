import Metrics
import Testing

@Suite("Figures of a classifier")
struct ConfusionMatrixTests {
    @Test("They are scikit-learn's")
    func agrees() throws {
        for expected in try ExpectedFigures.read().classifications {
            var matrix = ConfusionMatrix(classCount: expected.classes)
            for (label, predicted) in zip(expected.labels, expected.predicted) {
                matrix.add(label: label, predicted: predicted)
            }
            #expect(matrix.counts == expected.counts)
            #expect(matrix.total == expected.labels.count)
            #expect(isClose(matrix.accuracy, expected.accuracy))
            #expect(isClose(matrix.weightedPrecision, expected.weightedPrecision))
            #expect(isClose(matrix.macroPrecision, expected.macroPrecision))
            #expect(isClose(matrix.gMean, expected.gMean))
        }
    }

    @Test("A class without samples has no recall and does not count, one that is never recognised counts fully")
    func treatsMissingClasses() {
        var matrix = ConfusionMatrix(classCount: 3)
        for _ in 0..<4 { matrix.add(label: 0, predicted: 0) }
        #expect(matrix.recalls == [1, nil, nil])
        #expect(matrix.precisions == [1, 0, 0])
        #expect(matrix.gMean == 1)
        #expect(matrix.macroPrecision == 1)
        matrix.add(label: 2, predicted: 0)
        #expect(matrix.gMean == 0)
        #expect(matrix.supports == [4, 0, 1])
        #expect(matrix.predictions == [5, 0, 0])
    }

    @Test("The top class is the first of equal ones, and the first NaN")
    func findsTopClass() {
        #expect(TopClass.index(of: [0.1, 0.7, 0.7, 0.2]) == 1)
        #expect(TopClass.index(of: [0.1, .nan, 5, .nan]) == 1)
        #expect(TopClass.index(of: [-.infinity, -.infinity]) == 0)
        #expect(TopClass.index(of: [3]) == 0)
        #expect([0, 0.5, 0.500001, 1, .nan].map { TopClass.index(ofProbability: $0) } == [0, 0, 1, 1, 0])
    }
}
