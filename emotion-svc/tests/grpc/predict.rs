//! Frames, good and bad.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use proto::emotion::v1::{
    DescribeModelRequest, ListDetectionsRequest, PredictRequest, PredictResponse,
};
use rpc::RETRY_AFTER_MS;
use tonic::{Code, Request, Status};

use crate::harness::{Service, by, code, fixture, frame};

async fn predict(service: &Service, image: Vec<u8>) -> Result<PredictResponse, Status> {
    let answer = service
        .client
        .clone()
        .predict(by("u1", frame(image)))
        .await?;
    Ok(answer.into_inner())
}

fn png(image: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn a_smile_is_happy_with_everything_the_contract_promises() {
    let service = Service::start().await;
    let answer = predict(&service, fixture("portrait.jpg")).await.unwrap();
    assert_eq!(
        (answer.outcome.as_str(), answer.hint.as_str()),
        ("mood", "")
    );
    assert_eq!(answer.mood.as_deref(), Some("happy"));
    let four = answer.probabilities.unwrap();
    assert!((four.happy + four.sad + four.angry + four.neutral - 1.0).abs() < 1e-4);
    assert!((four.happy - answer.confidence.unwrap()).abs() < 1e-6 && four.happy > 0.6);
    assert!(answer.valence.unwrap() > 0.3 && answer.arousal.unwrap() > 0.0);
    let (face, smoothed) = (answer.face.unwrap(), answer.smoothed.unwrap());
    assert_eq!(answer.faces, 1);
    // The face lies around (0.44, 0.28) of the photo.
    assert!(face.x < 0.44 && face.x + face.width > 0.44, "{face:?}");
    assert!(face.y < 0.28 && face.y + face.height > 0.28, "{face:?}");
    assert!(
        (0.1..0.35).contains(&face.width) && face.score > 0.5,
        "{face:?}"
    );
    assert_eq!(smoothed.mood.as_deref(), Some("happy"));
    assert!(smoothed.stable && smoothed.changed && !answer.smoothing.is_empty());
    assert_eq!(answer.detection_id, None);
    let elapsed = answer.elapsed_ms.unwrap();
    assert!(elapsed.decode > 0.0 && elapsed.detect > 0.0 && elapsed.classify > 0.0);
}

#[tokio::test]
async fn the_same_photo_as_png_and_webp_says_the_same() {
    let service = Service::start().await;
    let photo = image::load_from_memory(&fixture("portrait.jpg")).unwrap();
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let mut bytes = Cursor::new(Vec::new());
        photo.write_to(&mut bytes, format).unwrap();
        let answer = predict(&service, bytes.into_inner()).await.unwrap();
        assert_eq!(answer.mood.as_deref(), Some("happy"), "{format:?}");
    }
}

#[tokio::test]
async fn doubt_is_an_outcome_with_a_hint_and_never_a_row() {
    let service = Service::start().await;
    for (image, outcomes) in [
        ("no_face.jpg", vec!["no_face"]),
        ("dark.jpg", vec!["too_dark"]),
        ("bright.jpg", vec!["too_bright"]),
        ("blurred.jpg", vec!["blurred"]),
        ("small.jpg", vec!["too_small", "no_face"]),
    ] {
        let message = PredictRequest {
            record: true,
            ..frame(fixture(image))
        };
        let answer = service
            .client
            .clone()
            .predict(by("u1", message))
            .await
            .unwrap()
            .into_inner();
        assert!(
            outcomes.contains(&answer.outcome.as_str()),
            "{image}: {answer:?}"
        );
        assert!(!answer.hint.is_empty() && answer.mood.is_none() && answer.confidence.is_none());
        assert_eq!(
            (answer.detection_id, answer.smoothing.as_str()),
            (None, ""),
            "{image}"
        );
        assert_eq!(answer.smoothed.unwrap().mood, None, "{image}");
    }
    let list = by("u1", ListDetectionsRequest::default());
    let page = service
        .client
        .clone()
        .list_detections(list)
        .await
        .unwrap()
        .into_inner();
    assert!(page.items.is_empty());
}

#[tokio::test]
async fn a_small_frame_with_a_tiny_face_asks_to_come_closer() {
    let service = Service::start().await;
    let photo = image::load_from_memory(&fixture("portrait.jpg")).unwrap();
    let small = photo
        .resize_exact(88, 66, image::imageops::FilterType::Triangle)
        .into_luma8();
    let answer = predict(&service, png(&small)).await.unwrap();
    assert_eq!((answer.outcome.as_str(), answer.faces), ("too_small", 1));
}

#[tokio::test]
async fn of_two_faces_the_large_one_counts() {
    let service = Service::start().await;
    let answer = predict(&service, fixture("two_faces.jpg")).await.unwrap();
    assert_eq!((answer.faces, answer.mood.as_deref()), (2, Some("happy")));
    assert!(answer.face.unwrap().x < 0.4);
}

#[tokio::test]
async fn flat_frames_of_every_size_have_no_face() {
    let service = Service::start().await;
    for (width, height, grey, outcome) in [
        (1, 1, 128, "no_face"),
        (4096, 2, 128, "no_face"),
        (640, 480, 3, "too_dark"),
        (640, 480, 255, "too_bright"),
    ] {
        let image = GrayImage::from_pixel(width, height, Luma([grey]));
        let answer = predict(&service, png(&image)).await.unwrap();
        assert_eq!(answer.outcome, outcome, "{width}x{height} {grey}");
        assert_eq!((answer.faces, answer.face), (0, None));
    }
}

#[tokio::test]
async fn bad_images_are_refused_by_name_and_the_next_frame_is_read() {
    let service = Service::start().await;
    let portrait = fixture("portrait.jpg");
    let mut bomb = png(&GrayImage::new(8, 8));
    bomb[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    bomb[29..33].copy_from_slice(&[0xD3, 0x4B, 0x0D, 0xF1]);
    let wide = png(&GrayImage::new(4097, 4));
    for (image, word) in [
        (vec![], "image_empty"),
        (b"hello".to_vec(), "image_not_supported"),
        (b"GIF89a\x01\x00\x01\x00".to_vec(), "image_not_supported"),
        (portrait[..portrait.len() / 2].to_vec(), "image_damaged"),
        (wide, "image_too_large"),
        (vec![0xFF; 1_572_865], "image_too_large"),
    ] {
        let status = predict(&service, image).await.unwrap_err();
        assert_eq!(
            (status.code(), code(&status)),
            (Code::InvalidArgument, word)
        );
    }
    let status = predict(&service, bomb).await.unwrap_err();
    assert!(
        ["image_too_large", "image_damaged"].contains(&code(&status)),
        "{status:?}"
    );
    assert_eq!(predict(&service, portrait).await.unwrap().outcome, "mood");
}

#[tokio::test]
async fn a_message_over_two_mebibytes_is_refused() {
    let service = Service::start().await;
    let status = predict(&service, vec![0; 2 * 1024 * 1024 + 1])
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange);
}

#[tokio::test]
async fn a_frame_without_a_user_is_refused() {
    let service = Service::start().await;
    let request = Request::new(frame(fixture("portrait.jpg")));
    let status = service.client.clone().predict(request).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_queue_is_full_the_answer_is_busy_with_a_wait() {
    let service = Service::start().await;
    let scene = RgbImage::from_fn(3000, 2000, |x, y| Rgb([(x / 9) as u8, (y / 7) as u8, 90]));
    let mut large = Vec::new();
    scene
        .write_with_encoder(JpegEncoder::new_with_quality(&mut large, 50))
        .unwrap();
    let calls: Vec<_> = (0..24)
        .map(|_| {
            let (mut client, image) = (service.client.clone(), large.clone());
            tokio::spawn(async move { client.predict(by("u1", frame(image))).await })
        })
        .collect();
    let (mut read, mut busy) = (0, 0);
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => read += 1,
            Err(status) => {
                assert_eq!(status.code(), Code::ResourceExhausted);
                assert_eq!(status.metadata().get(RETRY_AFTER_MS).unwrap(), "1000");
                busy += 1;
            }
        }
    }
    // The queue holds four frames for each worker, and all calls may have come before one was taken.
    assert!(read >= 4 && busy >= 1, "{read} read, {busy} busy");
}

#[tokio::test]
async fn the_networks_describe_themselves() {
    let service = Service::start().await;
    let description = service
        .client
        .clone()
        .describe_model(DescribeModelRequest {})
        .await;
    let description = description.unwrap().into_inner();
    assert!(description.classifier.starts_with("attune-mood "));
    assert!(description.detector.starts_with("attune-face "));
    assert_eq!(description.labels.len(), 8);
    let answer = predict(&service, fixture("no_face.jpg")).await.unwrap();
    assert_eq!(answer.model, description.classifier);
}
