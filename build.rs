//! How the program is linked: with packed relocations, which make it half a megabyte smaller, and with what sets up glibc's malloc
//! (`src/allocator.c`). A linker that does not know the former ignores them; another C library needs the latter not.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|set| set == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
        println!("cargo:rerun-if-changed=src/allocator.c");
        // As an object: of a library the linker would take nothing, as nobody calls it.
        for object in cc::Build::new().file("src/allocator.c").compile_intermediates() {
            println!("cargo:rustc-link-arg-bins={}", object.display());
        }
    }
}
