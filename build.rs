//! Makes the folder of the web bundle, so that a plain `cargo test` works before `make web`. Never calls npm.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    let dist = std::path::Path::new("web/dist");
    if !dist.exists() {
        std::fs::create_dir_all(dist).expect("create web/dist");
    }
}
