//! The networks: where they come from, what they must look like, and how they are run.

mod manifest;
mod network;

use std::{fs, io, path::Path};

use thiserror::Error;

pub(crate) use manifest::FACE_VALUES;
pub use manifest::{AlignManifest, FaceManifest, Input, MoodManifest};
pub use network::{Network, Session};

const BUILT_IN: &str = "the built-in ";
const ADVICE: &str = "put mood.onnx and mood.json there as training/export_onnx.py writes them \
                      (and, if you like, quick.* for clear faces, face.* and align.* to replace \
                      the face detector), or unset ATTUNE_MODEL_DIR to use the built-in networks";

/// A network or its manifest cannot be used.
#[derive(Debug, Error)]
#[error("{file}: {problem}; {advice}")]
pub struct ModelError {
    /// The file's path, or that it is built in.
    pub file: String,
    /// What is wrong with it.
    pub problem: String,
    /// What to do.
    pub advice: &'static str,
}

/// The networks, checked and ready to run.
pub struct Models {
    /// Finds faces.
    pub face: Model<FaceManifest>,
    /// The same network for three eighths of the width and height, an eighth of the work; absent where
    /// it cannot be had.
    pub glance: Option<Model<FaceManifest>>,
    /// Confirms faces and places their landmarks; absent beside a face network from elsewhere that has
    /// none.
    pub align: Option<Model<AlignManifest>>,
    /// Reads moods.
    pub mood: Model<MoodManifest>,
    /// Reads clear moods in less time, and settles them by its `settles_from`. Absent beside a mood network
    /// from elsewhere that has none.
    pub quick: Option<Model<MoodManifest>>,
}

/// A network beside the manifest that describes it.
pub struct Model<M> {
    /// What the file says about itself.
    pub manifest: M,
    /// The runnable graph.
    pub network: Network,
}

impl Models {
    /// Loads `mood.onnx` and `mood.json` from `dir`, and the other pairs where it has one of the two files;
    /// otherwise the built-in ones, but no `quick` beside a `mood` from elsewhere. Each network answers one flat image on the way.
    ///
    /// # Errors
    /// [`ModelError`] naming the file that is missing, damaged or of the wrong shape.
    pub fn load(dir: Option<&Path>) -> Result<Self, ModelError> {
        let face_dir = dir.filter(|dir| has(dir, "face"));
        let face_files = files(face_dir, "face", FACE)?;
        let face = Self::face(&face_files)?;
        let mood = Self::mood(&files(dir, "mood", MOOD)?)?;
        Ok(Self {
            glance: Self::glance(&face.manifest, &face_files.onnx),
            face,
            align: Self::align(face_dir)?,
            quick: Self::quick(dir, &mood.manifest)?,
            mood,
        })
    }

    fn align(dir: Option<&Path>) -> Result<Option<Model<AlignManifest>>, ModelError> {
        if dir.is_some_and(|dir| !has(dir, "align")) {
            return Ok(None);
        }
        let files = files(dir, "align", ALIGN)?;
        let manifest =
            AlignManifest::parse(&files.json).map_err(|problem| files.manifest(problem))?;
        let network = Network::load(&files.onnx, &manifest.input, &[vec![1, FACE_VALUES + 1]])
            .map_err(|problem| files.network(problem))?;
        Ok(Some(Model { manifest, network }))
    }

    fn quick(
        dir: Option<&Path>,
        beside: &MoodManifest,
    ) -> Result<Option<Model<MoodManifest>>, ModelError> {
        if dir.is_some_and(|dir| !has(dir, "quick")) {
            return Ok(None);
        }
        let files = files(dir, "quick", QUICK)?;
        let quick = Self::mood(&files)?;
        let problem = if quick.manifest.labels != beside.labels {
            "labels must be those of mood.json, in their order"
        } else if quick.manifest.settles_from.is_none() {
            "settles_from must say with which probability of a mood it settles a face, 0 to 1"
        } else {
            return Ok(Some(quick));
        };
        Err(files.manifest(problem.to_owned()))
    }

    /// A network of another kind may take one size only.
    fn glance(manifest: &FaceManifest, onnx: &[u8]) -> Option<Model<FaceManifest>> {
        let manifest = manifest.glancing()?;
        let network = Network::load(onnx, &manifest.input, &manifest.output_shapes()).ok()?;
        Some(Model { manifest, network })
    }

    fn face(files: &Files) -> Result<Model<FaceManifest>, ModelError> {
        let manifest =
            FaceManifest::parse(&files.json).map_err(|problem| files.manifest(problem))?;
        let network = Network::load(&files.onnx, &manifest.input, &manifest.output_shapes())
            .map_err(|problem| files.network(problem))?;
        Ok(Model { manifest, network })
    }

    fn mood(files: &Files) -> Result<Model<MoodManifest>, ModelError> {
        let manifest =
            MoodManifest::parse(&files.json).map_err(|problem| files.manifest(problem))?;
        let shapes = [vec![1, manifest.labels.len()]];
        let network = Network::load(&files.onnx, &manifest.input, &shapes)
            .map_err(|problem| files.network(problem))?;
        Ok(Model { manifest, network })
    }
}

struct BuiltIn {
    onnx: &'static [u8],
    json: &'static [u8],
}

const MOOD: BuiltIn = BuiltIn {
    onnx: include_bytes!("../assets/mood.onnx"),
    json: include_bytes!("../assets/mood.json"),
};
const ALIGN: BuiltIn = BuiltIn {
    onnx: include_bytes!("../assets/align.onnx"),
    json: include_bytes!("../assets/align.json"),
};
const QUICK: BuiltIn = BuiltIn {
    onnx: include_bytes!("../assets/quick.onnx"),
    json: include_bytes!("../assets/quick.json"),
};
const FACE: BuiltIn = BuiltIn {
    onnx: include_bytes!("../assets/face.onnx"),
    json: include_bytes!("../assets/face.json"),
};

/// The bytes of one network and its manifest, and what to call them in an error.
struct Files {
    stem: String,
    onnx: Vec<u8>,
    json: Vec<u8>,
}

impl Files {
    fn network(&self, problem: String) -> ModelError {
        self.error("onnx", problem)
    }

    fn manifest(&self, problem: String) -> ModelError {
        self.error("json", problem)
    }

    fn error(&self, extension: &str, problem: String) -> ModelError {
        let advice = if self.stem.starts_with(BUILT_IN) {
            "this build is broken: build it again from a clean checkout"
        } else {
            ADVICE
        };
        ModelError {
            file: format!("{}.{extension}", self.stem),
            problem,
            advice,
        }
    }
}

/// Whether a folder holds a network or its manifest.
fn has(dir: &Path, name: &str) -> bool {
    let stem = dir.join(name);
    ["onnx", "json"]
        .map(|extension| stem.with_extension(extension).exists())
        .contains(&true)
}

fn files(dir: Option<&Path>, name: &str, built_in: BuiltIn) -> Result<Files, ModelError> {
    let Some(dir) = dir else {
        return Ok(Files {
            stem: format!("{BUILT_IN}{name}"),
            onnx: built_in.onnx.to_vec(),
            json: built_in.json.to_vec(),
        });
    };
    let stem = dir.join(name);
    let read = |extension| {
        let path = stem.with_extension(extension);
        fs::read(&path).map_err(|error| ModelError {
            file: path.display().to_string(),
            problem: unreadable(&error),
            advice: ADVICE,
        })
    };
    Ok(Files {
        onnx: read("onnx")?,
        json: read("json")?,
        stem: stem.display().to_string(),
    })
}

fn unreadable(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        "the file is missing".to_owned()
    } else {
        format!("the file cannot be read: {error}")
    }
}

#[cfg(test)]
mod tests;
