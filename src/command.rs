//! [`Command`]: everything a key can mean. Keys are mapped to commands in [`crate::keymap`]; what a command does
//! is decided by the screen or overlay that gets it.

/// What the operator asked for with a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// End the program.
    Quit,
    /// End the program and leave the last frame on the ordinary screen.
    QuitKeepingFrame,
    /// Stop the process as a shell job; `fg` brings it back.
    Suspend,
    /// List the keys of the screen it was asked on.
    OpenHelp,
    /// Close what is on top.
    Close,
    /// Select the row above, or scroll one line up.
    Up,
    /// Select the row below, or scroll one line down.
    Down,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// The first row.
    Top,
    /// The last row.
    Bottom,
    /// Type a filter.
    OpenFilter,
    /// Keep the typed filter and go back to the rows.
    AcceptFilter,
    /// Leave the filter's field with the filter as it was before.
    CancelFilter,
    /// Take the filter away, or the problems switch if there is no filter.
    ClearFilter,
    /// Choose the column to sort by.
    OpenSort,
    /// Take the choice under the bar.
    Choose,
    /// Turn the order around.
    InvertSort,
    /// Sort by the column with this number, counted from 1 in the order of the full table.
    SortByColumn(u8),
    /// Show only runners that someone should look at.
    ToggleProblems,
    /// Leave one header line, for more rows.
    ToggleCompact,
    /// Every column at its shortest, in place of the preview.
    ToggleAllColumns,
    /// What the selected runner's status and platform mean, and all that is known of it.
    OpenSummary,
    /// Read the list now.
    PollNow,
    /// Hold the screen still, or let it live again.
    ToggleFreeze,
    /// Take the mouse from the terminal, or give it back.
    ToggleMouse,
}
