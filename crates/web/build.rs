//! A new file in `dist/` must be embedded, so cargo is told to look at the folder.

fn main() {
    println!("cargo::rerun-if-changed=dist");
}
