import CLoading
import Foundation
import Testing

@Suite struct LoadingTests {
    #if canImport(Darwin)
        private let library = "/usr/lib/libSystem.B.dylib"
    #else
        private let library = "libc.so.6"
    #endif

    /// What `cloading_load` says of the first of `libraries` that is there, and where `symbols` are in it.
    private func load(_ libraries: [String], _ symbols: [String]) -> (problem: String?, places: [UnsafeRawPointer?]) {
        let names = libraries.map { UnsafePointer(strdup($0)) } + [nil]
        let places = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: symbols.count)
        places.initialize(repeating: nil, count: symbols.count)
        let wanted = symbols.enumerated().map { cloading_symbol(name: strdup($1), place: places + $0) }
        defer {
            for name in names { free(UnsafeMutableRawPointer(mutating: name)) }
            for symbol in wanted { free(UnsafeMutableRawPointer(mutating: symbol.name)) }
            places.deallocate()
        }
        let problem = cloading_load(names, wanted + [cloading_symbol()]).map { String(cString: $0) }
        return (problem, Array(UnsafeBufferPointer(start: places, count: symbols.count)))
    }

    @Test func `the first library that is there gives its functions`() throws {
        let (problem, places) = load(["libabsent.so.1", library, "libabsent.so.2"], ["abs", "toupper"])
        #expect(problem == nil)
        typealias Function = @convention(c) (CInt) -> CInt
        #expect(unsafeBitCast(try #require(places[0]), to: Function.self)(-3) == 3)
        #expect(unsafeBitCast(try #require(places[1]), to: Function.self)(0x61) == 0x41)
    }

    @Test func `a library that is not there is told by its first name`() {
        let (problem, places) = load(["libabsent.so.1", "libabsent.so"], ["abs"])
        #expect(problem == "it is not installed as libabsent.so.1")
        #expect(places == [nil])
    }

    @Test func `a function that is not there is told`() {
        #expect(load([library], ["abs", "no_such_function"]).problem == "\(library) lacks no_such_function")
    }

    @Test func `names of any length are told without harm`() {
        let name = String(repeating: "long", count: 1000)
        #expect(load([name], ["abs"]).problem?.hasPrefix("it is not installed as longlong") == true)
    }
}
