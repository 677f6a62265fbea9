//! Migrations and pages' assets are embedded; a change of one must rebuild the binary.
fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
