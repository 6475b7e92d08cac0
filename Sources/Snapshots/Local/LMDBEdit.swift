/// What becomes of a key that is looked at.
enum LMDBEdit {
    case keep
    case remove
    /// Nothing, and no further key is looked at.
    case stop
}
