//! Everything held about a user, as the JSON document they may take away.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Detection;
use crate::{
    calibration::Calibration,
    error::Error,
    mood::{Label, Mood},
    store::Held,
};

/// Writes the document: `retention_days`, `calibration` and `detections`, oldest first, times in
/// RFC 3339 UTC.
pub(super) fn document(held: &Held) -> Result<String, Error> {
    let document = json!({
        "retention_days": held.retention_days,
        "calibration": held.calibration.as_ref().map(calibration),
        "detections": held.detections.iter().map(entry).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&document)?)
}

fn calibration(calibration: &Calibration) -> Value {
    let shift = Label::ALL.map(|label| (label.word(), calibration.shift.of(label)));
    json!({
        "at": time(calibration.at_ms),
        "frames": calibration.frames,
        "model": calibration.model,
        "shift": BTreeMap::from(shift),
    })
}

fn time(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).map(|at| at.to_string());
    at.unwrap_or_else(|_| at_ms.to_string())
}

fn entry(detection: &Detection) -> Value {
    json!({
        "id": detection.id,
        "at": time(detection.at_ms),
        "mood": detection.mood.word(),
        "source": detection.source.word(),
        "corrected": detection.corrected,
        "note": detection.note,
        "seen": detection.seen.map(|seen| json!({
            "mood": seen.mood.word(),
            "confidence": seen.confidence,
            "probabilities": Mood::ALL
                .map(|mood| (mood.word(), seen.probabilities.of(mood)))
                .into_iter()
                .collect::<BTreeMap<_, _>>(),
            "valence": seen.valence,
            "arousal": seen.arousal,
        })),
    })
}
