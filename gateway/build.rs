//! Rebuilds the gateway when a page that it embeds is added, changed or removed.

fn main() {
    println!("cargo:rerun-if-changed=../frontend/public");
    println!("cargo:rerun-if-changed=assets");
}
