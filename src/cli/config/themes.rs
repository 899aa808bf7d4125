//! What `[themes]` counts, in rows as the settings have them.

use std::sync::Arc;

use crate::domain::Label;
use crate::options::{Counted, Origin, OwnTheme, Painted};

/// Of each theme its base and what it paints. None where no theme is made.
pub(super) fn rows(themes: &[Arc<OwnTheme>]) -> Vec<Counted> {
    themes.iter().flat_map(|own| rows_of(own)).collect()
}

fn rows_of(own: &OwnTheme) -> Vec<Counted> {
    let row = |name: &str, value: Option<Label>, line: Option<&str>| Counted {
        setting: format!("themes.{}.{name}", own.name.safe()),
        is_refused: value.is_none(),
        value,
        origin: if line.is_some() { Origin::File } else { Origin::Default },
        by: line.map(str::to_owned),
        behind: None,
    };
    let base = row("base", Some(Label::from(own.base.name())), own.base_line.as_deref());
    // What is refused may be a secret in the wrong place.
    let value = |painted: &Painted| painted.paint.as_ref().map(|_| painted.written.clone());
    let painted = own.painted.iter().map(|it| row(it.part.name(), value(it), Some(&it.line)));
    std::iter::once(base).chain(painted).collect()
}
