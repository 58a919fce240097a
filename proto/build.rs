//! Compiles the .proto files with protox, so that no protoc is needed.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message;

const SERVICES: [&str; 4] = ["auth", "emotion", "music", "chat"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo:rerun-if-changed=proto");
    for service in SERVICES {
        let file = format!("attune/{service}/v1/{service}.proto");
        let descriptors = protox::compile([file], ["proto"])?;
        fs::write(
            out.join(format!("{service}.bin")),
            descriptors.encode_to_vec(),
        )?;
        tonic_prost_build::configure()
            .bytes("attune.emotion.v1.PredictRequest.image")
            .bytes("attune.emotion.v1.CalibrateRequest.images")
            .bytes("attune.music.v1.OpenMediaResponse.chunk")
            .compile_fds(descriptors)?;
    }
    Ok(())
}
