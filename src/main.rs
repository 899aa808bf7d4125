//! trackside.
fn main() {}
