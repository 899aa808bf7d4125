//! How the program is linked: with packed relocations, which make it half a megabyte smaller, and with what is done before main
//! (`src/before_main.c`). A linker that does not know the former ignores them.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/before_main.c");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|set| set == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    if std::env::var_os("CARGO_CFG_UNIX").is_some() {
        // As an object: of a library the linker would take nothing, as nobody calls it.
        for object in cc::Build::new().file("src/before_main.c").warnings_into_errors(true).compile_intermediates() {
            println!("cargo:rustc-link-arg-bins={}", object.display());
        }
    }
}
