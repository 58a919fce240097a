//! The JSON files beside the networks, read and checked.

use serde::Deserialize;

use crate::mood::{Label, softmax};

/// How an image becomes a network's input: grey x scale + offset, row by row.
#[derive(Debug, Clone, Deserialize)]
pub struct Input {
    /// Pixels across, 16 to 1024.
    pub width: usize,
    /// Pixels down, 16 to 1024.
    pub height: usize,
    /// 1: the networks see luminance.
    pub channels: usize,
    /// Factor on a grey of 0 to 255.
    pub scale: f32,
    /// Added after the factor.
    pub offset: f32,
}

/// What `face.json` says.
#[derive(Debug, Clone, Deserialize)]
pub struct FaceManifest {
    /// The network's name.
    pub name: String,
    /// The network's version.
    pub version: String,
    /// Its input.
    pub input: Input,
    /// Pixels of the input between neighbouring cells, one for each output.
    pub strides: Vec<usize>,
    /// Least score of a face, 0 to 1.
    pub score_threshold: f32,
    /// Two boxes that overlap more (intersection over union) are one face.
    pub nms_iou: f32,
}

/// What `mood.json` says.
#[derive(Debug, Clone)]
pub struct MoodManifest {
    /// The network's name.
    pub name: String,
    /// The network's version.
    pub version: String,
    /// Its input.
    pub input: Input,
    /// What each logit stands for.
    pub labels: [Label; 8],
    /// Where the landmarks of a levelled face lie in the crop, in pixels from its top-left edge:
    /// eye, eye, nose, mouth corner, mouth corner, the image's left one first.
    pub canonical_landmarks: [[f32; 2]; 5],
    /// What the logits are divided by, so that probabilities mean what they say.
    pub temperature: f32,
    /// What is added to each of them then, in the order of `labels`: training on votes names some
    /// classes too often (bias-corrected temperature scaling, Alexandari et al., 2020).
    pub logit_bias: [f32; 8],
    /// Least probability of a mood that is told, of the four.
    pub unsure_below: f32,
    /// Least probability of a mood, of all eight classes, with which the quick network settles a face.
    pub settles_from: Option<f32>,
    /// Where the leading mood has less, 0 to 1, the mirror image is asked too and the logits are
    /// averaged; 0 is never. It takes that face twice the time.
    pub mirror_below: f32,
    /// How many times as large that image shows the face, 0.5 to 2.
    pub mirror_zoom: f32,
    /// Mean log-odds against neutral, in the order of [`Label::ALL`], of faces that people call
    /// neutral; without them nobody can calibrate.
    pub resting_log_odds: Option<[f32; 8]>,
}

#[derive(Deserialize)]
struct RawMoodManifest {
    name: String,
    version: String,
    input: Input,
    labels: Vec<String>,
    canonical_landmarks: [[f32; 2]; 5],
    temperature: f32,
    #[serde(default)]
    logit_bias: [f32; 8],
    unsure_below: f32,
    settles_from: Option<f32>,
    #[serde(default)]
    mirror_below: f32,
    #[serde(default = "as_large")]
    mirror_zoom: f32,
    resting_log_odds: Option<[f32; 8]>,
}

fn as_large() -> f32 {
    1.0
}

/// What `align.json` says.
#[derive(Debug, Clone, Deserialize)]
pub struct AlignManifest {
    /// The network's name.
    pub name: String,
    /// The network's version.
    pub version: String,
    /// Its input, a square view.
    pub input: Input,
    /// What a face's larger side takes of the view's, 0 to 1.
    pub share: f32,
    /// From this probability on something hides the mouth, and no mood can be told.
    pub covered_from: f32,
    /// Least score of a face, 0 to 1.
    pub score_threshold: f32,
}

impl AlignManifest {
    /// Reads and checks the file.
    pub(super) fn parse(json: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        manifest.input.check_square()?;
        share("score_threshold", manifest.score_threshold)?;
        share("covered_from", manifest.covered_from)?;
        if (0.1..=1.0).contains(&manifest.share) {
            Ok(manifest)
        } else {
            Err("share must be from 0.1 to 1".to_owned())
        }
    }
}

/// Values that describe a face: score, four sides or edges, five landmarks. The alignment network adds
/// whether the mouth is covered.
pub(crate) const FACE_VALUES: usize = 15;

impl FaceManifest {
    /// Reads and checks the file.
    pub(super) fn parse(json: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        manifest.checked()
    }

    fn checked(self) -> Result<Self, String> {
        self.input.check()?;
        for stride in &self.strides {
            let divides = |length: usize| *stride > 0 && length.is_multiple_of(*stride);
            if !divides(self.input.width) || !divides(self.input.height) {
                return Err(format!(
                    "strides: {stride} does not divide the input's size"
                ));
            }
        }
        if self.strides.is_empty() {
            return Err("strides must name at least one output".to_owned());
        }
        share("score_threshold", self.score_threshold)?;
        share("nms_iou", self.nms_iou)?;
        Ok(self)
    }

    /// For three eighths of the width and height, rounded down so that the strides divide them.
    pub(super) fn glancing(&self) -> Option<Self> {
        let mut manifest = self.clone();
        let coarsest = *self.strides.iter().max()?;
        for side in [&mut manifest.input.width, &mut manifest.input.height] {
            *side = *side * 3 / 8 / coarsest * coarsest;
        }
        manifest.checked().ok()
    }

    /// The shape of each output.
    pub(super) fn output_shapes(&self) -> Vec<Vec<usize>> {
        let shape = |stride: &usize| {
            let (height, width) = (self.input.height / stride, self.input.width / stride);
            vec![1, FACE_VALUES, height, width]
        };
        self.strides.iter().map(shape).collect()
    }
}

impl MoodManifest {
    /// Reads and checks the file.
    pub(super) fn parse(json: &[u8]) -> Result<Self, String> {
        let raw: RawMoodManifest =
            serde_json::from_slice(json).map_err(|error| error.to_string())?;
        raw.input.check_square()?;
        let side = raw.input.width as f32;
        if !raw
            .canonical_landmarks
            .iter()
            .flatten()
            .all(|at| (0.0..=side).contains(at))
        {
            return Err(format!(
                "canonical_landmarks must lie in the {side} px crop"
            ));
        }
        if !(raw.temperature.is_finite() && raw.temperature > 0.0) {
            return Err("temperature must be over 0".to_owned());
        }
        if !raw.logit_bias.iter().all(|bias| bias.is_finite()) {
            return Err("logit_bias must be numbers".to_owned());
        }
        share("unsure_below", raw.unsure_below)?;
        share("settles_from", raw.settles_from.unwrap_or_default())?;
        share("mirror_below", raw.mirror_below)?;
        if !(0.5..=2.0).contains(&raw.mirror_zoom) {
            return Err("mirror_zoom must be from 0.5 to 2".to_owned());
        }
        let labels = labels(&raw.labels)?;
        let resting = raw.resting_log_odds.map(|odds| resting(&labels, odds));
        Ok(Self {
            labels,
            name: raw.name,
            version: raw.version,
            input: raw.input,
            canonical_landmarks: raw.canonical_landmarks,
            temperature: raw.temperature,
            logit_bias: raw.logit_bias,
            unsure_below: raw.unsure_below,
            settles_from: raw.settles_from,
            mirror_below: raw.mirror_below,
            mirror_zoom: raw.mirror_zoom,
            resting_log_odds: resting.transpose()?,
        })
    }

    /// Calibrated probabilities in the order of `labels`.
    pub fn probabilities(&self, logits: &[f32; 8]) -> [f32; 8] {
        let mut calibrated = self.logit_bias;
        for (value, logit) in calibrated.iter_mut().zip(logits) {
            *value += logit / self.temperature;
        }
        softmax(&calibrated)
    }

    /// The canonical landmarks of a crop that shows the face `mirror_zoom` as large.
    pub(crate) fn zoomed_landmarks(&self) -> [[f32; 2]; 5] {
        let middle = self.input.width as f32 / 2.0;
        let zoomed = |at: f32| (at - middle) * self.mirror_zoom + middle;
        self.canonical_landmarks.map(|mark| mark.map(zoomed))
    }

    /// Name and version.
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}

impl Input {
    fn check_square(&self) -> Result<(), String> {
        self.check()?;
        if self.width == self.height {
            Ok(())
        } else {
            Err("input must be square".to_owned())
        }
    }

    fn check(&self) -> Result<(), String> {
        let sized = |length| (16..=1024).contains(&length);
        if !sized(self.width) || !sized(self.height) {
            return Err("input: width and height must be from 16 to 1024".to_owned());
        }
        if self.channels != 1 {
            return Err("input: channels must be 1 (luminance)".to_owned());
        }
        if !(self.scale.is_finite() && self.scale != 0.0 && self.offset.is_finite()) {
            return Err("input: scale and offset must be numbers, scale not 0".to_owned());
        }
        Ok(())
    }
}

fn share(field: &str, value: f32) -> Result<(), String> {
    if (0.0..=1.0).contains(&value) {
        Ok(())
    } else {
        Err(format!("{field} must be from 0 to 1"))
    }
}

/// Log-odds in the order of [`Label::ALL`] from those in the order of `labels`.
fn resting(labels: &[Label; 8], odds: [f32; 8]) -> Result<[f32; 8], String> {
    let mut ordered = [0.0; 8];
    for (label, odds) in labels.iter().zip(odds) {
        ordered[label.index()] = odds;
    }
    if odds.iter().all(|odds| odds.is_finite()) && ordered[Label::Neutral.index()] == 0.0 {
        Ok(ordered)
    } else {
        Err("resting_log_odds must be numbers, and 0 for neutral".to_owned())
    }
}

fn labels(words: &[String]) -> Result<[Label; 8], String> {
    let known = || Label::ALL.map(Label::word).join(", ");
    let found: Option<Vec<Label>> = words.iter().map(|word| Label::of_word(word)).collect();
    found
        .and_then(|labels| <[Label; 8]>::try_from(labels).ok())
        .filter(|labels| Label::ALL.iter().all(|label| labels.contains(label)))
        .ok_or_else(|| format!("labels must be these eight, each once: {}", known()))
}
