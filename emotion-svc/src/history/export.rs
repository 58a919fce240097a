//! Everything held about a user, as the JSON document they may take away.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Detection;
use crate::{error::Error, mood::Mood};

/// Writes the document: `retention_days` and `detections`, oldest first, times in RFC 3339 UTC.
pub(super) fn document(
    detections: &[Detection],
    retention_days: Option<u32>,
) -> Result<String, Error> {
    let document = json!({
        "retention_days": retention_days,
        "detections": detections.iter().map(entry).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&document)?)
}

fn entry(detection: &Detection) -> Value {
    let at = Timestamp::from_millisecond(detection.at_ms).map(|at| at.to_string());
    json!({
        "id": detection.id,
        "at": at.unwrap_or_else(|_| detection.at_ms.to_string()),
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
                .collect::<std::collections::BTreeMap<_, _>>(),
            "valence": seen.valence,
            "arousal": seen.arousal,
        })),
    })
}
