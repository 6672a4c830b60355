package import Reporting

/// What one view says about a file: as JSON, as a page for people, and as tables that can be chosen from.
package protocol InspectionReport: Encodable, Sendable {
    /// The same report with those rows only that `choice` leaves, in its order; throws where it asks for what is not
    /// there.
    func choosing(_ choice: TableChoice) throws(InspectError) -> Self

    /// The page for people.
    func text(_ choice: TableChoice, style: TextStyle) throws(InspectError) -> String

    /// The view's table for programs, the titles in the first line; the first column names the file.
    func csv(_ choice: TableChoice) throws(InspectError) -> (titles: String, rows: String)
}

/// The version of the JSON form of all views.
package let reportSchema = 1
