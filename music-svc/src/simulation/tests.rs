//! What learning must be worth.

use super::*;

const SEEDS: u64 = 52;

#[test]
fn learning_halves_the_regret_of_the_map() {
    let comparisons = compare(SEEDS).unwrap();
    let told: Vec<String> = comparisons
        .iter()
        .map(|it| format!("{:.3} of {:.1}: {}", it.share(), it.map[PLAYS - 1], it.kind))
        .collect();
    let sum = |of: fn(&Comparison) -> &Vec<f64>| -> f64 {
        comparisons.iter().map(|it| of(it)[PLAYS - 1]).sum()
    };
    let share = sum(|it| &it.taste) / sum(|it| &it.map);
    assert!(share <= 0.5, "{share:.3} {told:#?}");
    for comparison in &comparisons {
        assert!(comparison.share() <= 0.6, "{told:#?}");
        let cold = (comparison.map[SONGS - 1], comparison.taste[SONGS - 1]);
        assert_eq!(cold.0, cold.1, "the first list is the map's");
    }
}
