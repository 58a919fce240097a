//! Loading networks, good and bad.

use tempfile::TempDir;

use super::*;
use crate::mood::Label;

/// A folder with the built-in mood network, changed by `change`.
fn folder(change: impl Fn(&mut Vec<u8>, &mut serde_json::Value)) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut onnx = MOOD.onnx.to_vec();
    let mut json = serde_json::from_slice(MOOD.json).unwrap();
    change(&mut onnx, &mut json);
    fs::write(dir.path().join("mood.onnx"), onnx).unwrap();
    fs::write(dir.path().join("mood.json"), json.to_string()).unwrap();
    dir
}

fn refusal(dir: &TempDir) -> ModelError {
    Models::load(Some(dir.path()))
        .err()
        .expect("the folder is refused")
}

#[test]
fn the_built_in_networks_load() {
    let models = Models::load(None).unwrap();
    assert_eq!(models.mood.manifest.labels.len(), 8);
}

#[test]
fn a_folder_with_a_mood_network_alone_keeps_the_built_in_detector() {
    let dir = folder(|_, json| json["version"] = "9".into());
    let models = Models::load(Some(dir.path())).unwrap();
    assert_eq!(models.mood.manifest.version, "9");
    assert_eq!(models.face.manifest.input.width, 256);
}

#[test]
fn a_missing_file_is_named_with_what_to_do() {
    let dir = folder(|_, _| {});
    fs::remove_file(dir.path().join("mood.onnx")).unwrap();
    let error = refusal(&dir).to_string();
    assert!(error.contains("mood.onnx: the file is missing"), "{error}");
    assert!(error.contains("ATTUNE_MODEL_DIR"), "{error}");
}

#[test]
fn half_a_face_network_is_refused() {
    let dir = folder(|_, _| {});
    fs::write(dir.path().join("face.json"), FACE.json).unwrap();
    assert!(refusal(&dir).file.ends_with("face.onnx"));
}

#[test]
fn damaged_networks_are_refused() {
    for damage in [
        (|onnx: &mut Vec<u8>| onnx.clear()) as fn(&mut Vec<u8>),
        |onnx| onnx.truncate(onnx.len() / 2),
        |onnx| *onnx = b"not a network".to_vec(),
        |onnx| *onnx = FACE.onnx.to_vec(),
    ] {
        let dir = folder(|onnx, _| damage(onnx));
        let error = refusal(&dir);
        assert!(error.file.ends_with("mood.onnx"), "{error}");
    }
}

#[test]
fn manifests_that_contradict_the_network_or_themselves_are_refused() {
    for (field, value) in [
        ("labels", serde_json::json!(["neutral", "happiness"])),
        ("labels", serde_json::json!(vec!["neutral"; 8])),
        ("temperature", serde_json::json!(0)),
        ("logit_bias", serde_json::json!([0, 0])),
        ("unsure_below", serde_json::json!(1.5)),
        ("mirror_zoom", serde_json::json!(3.0)),
        (
            "canonical_landmarks",
            serde_json::json!([[0, 0], [1, 1], [2, 2], [3, 3], [3, 99]]),
        ),
        ("canonical_landmarks", serde_json::json!([[0, 0]])),
        (
            "input",
            serde_json::json!({"width": 48, "height": 40, "channels": 1, "scale": 1, "offset": 0}),
        ),
        (
            "input",
            serde_json::json!({"width": 48, "height": 48, "channels": 3, "scale": 1, "offset": 0}),
        ),
        ("name", serde_json::Value::Null),
    ] {
        let dir = folder(|_, json| json[field] = value.clone());
        let error = refusal(&dir);
        assert!(error.file.ends_with("mood.json"), "{field}: {error}");
    }
}

#[test]
fn networks_from_elsewhere_stand_alone() {
    let dir = folder(|_, _| {});
    fs::write(dir.path().join("face.onnx"), FACE.onnx).unwrap();
    fs::write(dir.path().join("face.json"), FACE.json).unwrap();
    let models = Models::load(Some(dir.path())).unwrap();
    assert!(models.quick.is_none() && models.align.is_none());
    let built_in = Models::load(None).unwrap();
    assert!(built_in.quick.is_some() && built_in.align.is_some());
}

#[test]
fn a_quick_network_that_does_not_fit_is_refused() {
    let dir = folder(|_, _| {});
    fs::write(dir.path().join("quick.onnx"), QUICK.onnx).unwrap();
    let refusal_of = |field: &str, value: serde_json::Value| {
        let mut json: serde_json::Value = serde_json::from_slice(QUICK.json).unwrap();
        json[field] = value;
        fs::write(dir.path().join("quick.json"), json.to_string()).unwrap();
        refusal(&dir).to_string()
    };
    let labels = Label::ALL.map(Label::word).to_vec();
    let reversed: Vec<_> = labels.into_iter().rev().collect();
    for (field, value) in [
        ("labels", reversed.into()),
        ("settles_from", serde_json::Value::Null),
        ("settles_from", 1.5.into()),
    ] {
        let error = refusal_of(field, value);
        let named = format!("quick.json: {field} must");
        assert!(error.contains(&named), "{error}");
    }
}

#[test]
fn an_alignment_network_that_does_not_fit_is_refused() {
    let dir = folder(|_, _| {});
    let write = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    write("face.onnx", FACE.onnx);
    write("face.json", FACE.json);
    write("align.onnx", MOOD.onnx);
    write("align.json", ALIGN.json);
    assert!(refusal(&dir).file.ends_with("align.onnx"));
    write("align.onnx", ALIGN.onnx);
    let mut json: serde_json::Value = serde_json::from_slice(ALIGN.json).unwrap();
    json["share"] = 0.into();
    write("align.json", json.to_string().as_bytes());
    assert!(
        refusal(&dir)
            .to_string()
            .contains("share must be from 0.1 to 1")
    );
}

#[test]
fn a_glance_is_three_eighths_in_whole_strides() {
    let models = Models::load(None).unwrap();
    let size = |manifest: &FaceManifest| (manifest.input.width, manifest.input.height);
    assert_eq!(size(&models.face.manifest), (256, 192));
    assert_eq!(size(&models.glance.unwrap().manifest), (96, 64));
    let mut small = models.face.manifest;
    (small.input.width, small.input.height) = (32, 32);
    assert!(small.glancing().is_none());
}
