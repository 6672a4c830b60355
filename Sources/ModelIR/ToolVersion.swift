/// The version of the programs, which goes into every file that they write.
package enum ToolVersion {
    package static let current = "0.1.0"
}
