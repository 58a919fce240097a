//! Titles for composed pieces, by the quarter of the plane they lie in.

use crate::{builtin::composer::plan::Plan, mood_map::Point};

const BRIGHT_LIVELY: [[&str; 8]; 2] = [
    [
        "Golden", "Sunlit", "Copper", "Coral", "Dancing", "Lemon", "Bright", "Paper",
    ],
    [
        "Parade", "Carousel", "Holiday", "Sparks", "Kites", "Fountain", "Swallows", "Bicycle",
    ],
];
const BRIGHT_CALM: [[&str; 8]; 2] = [
    [
        "Amber", "Honey", "Mellow", "Clear", "Linen", "Gentle", "Drifting", "Early",
    ],
    [
        "Morning", "Meadow", "Harbour", "Garden", "Lantern", "Shore", "Orchard", "Sail",
    ],
];
const DARK_CALM: [[&str; 8]; 2] = [
    [
        "Quiet", "Grey", "Silver", "Distant", "Slow", "Hollow", "Winter", "Faded",
    ],
    [
        "Rain", "Tide", "Window", "Snow", "Dusk", "Platform", "Letter", "Attic",
    ],
];
const DARK_LIVELY: [[&str; 8]; 2] = [
    [
        "Iron", "Restless", "Scarlet", "Burning", "Black", "Broken", "Neon", "Rough",
    ],
    [
        "Engine", "Thunder", "Wires", "Fever", "Signal", "Turbine", "Chase", "Undertow",
    ],
];

/// A title such as "Amber Morning in D major".
pub(super) fn title(plan: &Plan, point: Point) -> String {
    let words = match (point.valence >= 0.0, point.arousal >= 0.0) {
        (true, true) => &BRIGHT_LIVELY,
        (true, false) => &BRIGHT_CALM,
        (false, false) => &DARK_CALM,
        (false, true) => &DARK_LIVELY,
    };
    let mut dice = plan.dice("title");
    let (colour, thing) = (dice.pick(&words[0]), dice.pick(&words[1]));
    format!("{colour} {thing} in {} {}", plan.key(), plan.mode.name())
}
