//! From a frame to a mood and its history, over the whole stack.

use std::{fs, path::Path};

use attune_tests::{Attune, fixture, frame};
use serde_json::{Value, json};

async fn moods(person: &attune_tests::Person) -> Vec<Value> {
    person.get("/moods").await.expect(200)["items"]
        .as_array()
        .unwrap()
        .clone()
}

#[tokio::test]
async fn a_smiling_portrait_is_happy_and_recorded_once() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    let first = ada.show("portrait.jpg").await;
    assert_eq!(
        (&first["outcome"], &first["mood"]),
        (&json!("mood"), &json!("happy")),
        "{first}"
    );
    assert_eq!(
        (&first["emotion"], &first["faces"]),
        (&json!("Happy"), &json!(1))
    );
    assert_eq!(first["recorded"], true);
    let total: f64 = ["happy", "sad", "angry", "neutral"]
        .iter()
        .map(|mood| first["probabilities"][mood].as_f64().unwrap())
        .sum();
    assert!((total - 1.0).abs() < 0.01, "{total}");

    let image = frame(&fixture("portrait.jpg"));
    let next = json!({"image": image, "smoothing": first["smoothing"]});
    let second = ada.post("/predict", next).await.expect(200);
    assert_eq!(second["recorded"], false, "the mood is the same");
    let history = moods(&ada).await;
    assert_eq!(history.len(), 1);
    assert_eq!(
        (&history[0]["mood"], &history[0]["source"]),
        (&json!("happy"), &json!("camera"))
    );
}

#[tokio::test]
async fn doubtful_frames_say_what_to_change_and_write_nothing() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    let frames = [
        ("no_face.jpg", "no_face"),
        ("dark.jpg", "too_dark"),
        ("bright.jpg", "too_bright"),
        ("blurred.jpg", "blurred"),
        ("small.jpg", "too_small"),
    ];
    for (image, outcome) in frames {
        let answer = ada.show(image).await;
        assert_eq!(answer["outcome"], outcome, "{image}: {answer}");
        assert!(
            answer["mood"].is_null() && answer["emotion"].is_null(),
            "{image}"
        );
        assert!(
            answer["hint"].as_str().is_some_and(|hint| !hint.is_empty()),
            "{image}"
        );
        assert_eq!(answer["recorded"], false, "{image}");
    }
    assert_eq!(moods(&ada).await.len(), 0);
}

#[tokio::test]
async fn two_faces_are_counted() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    assert_eq!(ada.show("two_faces.jpg").await["faces"], 2);
}

#[tokio::test]
async fn a_data_url_is_as_good_as_bare_base64() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    let url = format!("data:image/jpeg;base64,{}", frame(&fixture("portrait.jpg")));
    let answer = ada
        .post("/predict", json!({"image": url, "record": false}))
        .await
        .expect(200);
    assert_eq!(
        (&answer["mood"], &answer["recorded"]),
        (&json!("happy"), &json!(false))
    );
    assert_eq!(moods(&ada).await.len(), 0);
}

#[tokio::test]
async fn a_persons_word_beats_the_model() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    let id = ada.show("portrait.jpg").await["detection_id"]
        .as_str()
        .unwrap()
        .to_owned();
    ada.patch(&format!("/moods/{id}"), json!({"mood": "sad"}))
        .await
        .expect(200);
    let corrected = &moods(&ada).await[0];
    assert_eq!(
        (&corrected["mood"], &corrected["corrected"]),
        (&json!("sad"), &json!(true))
    );
    let bob = attune.person("bob").await;
    bob.patch(&format!("/moods/{id}"), json!({"mood": "angry"}))
        .await
        .expect(404);
    ada.delete(&format!("/moods/{id}")).await.expect(204);
    assert_eq!(moods(&ada).await.len(), 0);
}

#[tokio::test]
async fn a_told_mood_counts_in_the_summary_and_can_be_forgotten() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    for mood in ["happy", "sad", "sad"] {
        ada.post("/moods", json!({"mood": mood})).await.expect(201);
    }
    let summary = ada.get("/moods/summary?tz=Europe/Berlin").await.expect(200);
    assert_eq!(
        (&summary["distribution"]["sad"], &summary["streak_days"]),
        (&json!(2), &json!(1))
    );
    ada.get("/moods/summary?tz=Moon/Crater")
        .await
        .expect_error(422, "unknown_timezone");
    ada.post("/moods", json!({"mood": "furious"}))
        .await
        .expect_error(422, "unknown_mood");
    ada.delete("/moods").await.expect(204);
    assert_eq!(moods(&ada).await.len(), 0);
}

#[tokio::test]
async fn history_pages_without_losing_or_repeating() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    for _ in 0..7 {
        ada.post("/moods", json!({"mood": "neutral"}))
            .await
            .expect(201);
    }
    let (mut seen, mut path) = (Vec::new(), "/moods?limit=3".to_owned());
    loop {
        let page = ada.get(&path).await.expect(200);
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].clone()),
        );
        let Some(cursor) = page["cursor"].as_str() else {
            break;
        };
        path = format!("/moods?limit=3&cursor={cursor}");
    }
    assert_eq!(seen.len(), 7);
    let mut distinct: Vec<String> = seen.iter().map(ToString::to_string).collect();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 7);
}

#[tokio::test]
async fn no_frame_is_left_on_the_disk() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    let image = fixture("portrait.jpg");
    ada.show("portrait.jpg").await;
    let encoded = frame(&image);
    // A stretch from the middle: enough to know the image by, raw or as base64.
    let (raw, text) = (
        &image[image.len() / 2..][..64],
        &encoded.as_bytes()[encoded.len() / 2..][..64],
    );
    for file in files_in(attune.data_dir()) {
        let bytes = fs::read(&file).unwrap();
        for needle in [raw, text] {
            assert!(
                !bytes.windows(64).any(|window| window == needle),
                "{}",
                file.display()
            );
        }
    }
}

fn files_in(dir: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect()
}

#[tokio::test]
async fn a_resting_face_needs_consent_and_must_not_smile() {
    let attune = Attune::start().await;
    let image = frame(&fixture("portrait.jpg"));
    let frames = json!({"images": [image, image, image]});
    let bob = attune.person("bob").await;
    bob.put("/me/calibration", frames.clone())
        .await
        .expect_error(403, "consent_required");
    let ada = attune.consenting_person("ada").await;
    ada.put("/me/calibration", frames)
        .await
        .expect_error(422, "calibration_expressive");
    let none = ada.get("/me/calibration").await.expect(200);
    assert_eq!(none, json!({"calibration": null}));
    ada.delete("/me/calibration").await.expect(204);
}
