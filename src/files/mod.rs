//! Files of the program's own: only their owner can read them, and some of them one program holds at a time.

pub mod lock;
pub mod private;
