//! One test binary; the modules have the names of `src/`.

mod runtime;
