//! trackside.
