//! What is believed of one arm: a Beta posterior, and seeded draws from it.

use crate::dice::Dice;

/// The prior's two parameters: a uniform Beta(1, 1), whose mean 0.5 neither adds nor takes.
const PRIOR: f64 = 1.0;

/// Draws are from a posterior of so many times the evidence, prior included: less exploration pays
/// where each list is twenty draws at once (posterior reshaping, Chapelle and Li 2011, section 3).
const RESHAPE: f64 = 8.0;

/// How likely a song of an arm is welcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Posterior {
    pub(crate) alpha: f64,
    pub(crate) beta: f64,
}

impl Default for Posterior {
    fn default() -> Self {
        Self {
            alpha: PRIOR,
            beta: PRIOR,
        }
    }
}

impl Posterior {
    /// 0 unwelcome … 1 welcome.
    pub(crate) fn mean(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    /// The standard deviation: 0.2887 for the prior, less the more is known.
    pub(crate) fn deviation(&self) -> f64 {
        let sum = self.alpha + self.beta;
        (self.alpha * self.beta / (sum * sum * (sum + 1.0))).sqrt()
    }

    /// Draws from the reshaped distribution, which has the same mean: X / (X + Y) for X and Y of the gamma distributions of the two
    /// parameters (Devroye 1986, IX.4).
    pub(crate) fn draw(&self, dice: &mut Dice) -> f64 {
        let x = gamma(RESHAPE * self.alpha, dice);
        let y = gamma(RESHAPE * self.beta, dice);
        x / (x + y)
    }
}

/// Marsaglia and Tsang 2000, for shapes from 1 on, which ours are: the prior has 1 and reactions
/// only add.
fn gamma(shape: f64, dice: &mut Dice) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(dice);
        let v = (1.0 + c * x).powi(3);
        let u = dice.open_unit();
        if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// Box and Muller 1958.
fn normal(dice: &mut Dice) -> f64 {
    let radius = (-2.0 * dice.open_unit().ln()).sqrt();
    radius * (std::f64::consts::TAU * dice.open_unit()).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prior_is_in_the_middle_and_reactions_narrow_it() {
        let prior = Posterior::default();
        assert_eq!(prior.mean(), 0.5);
        assert!((prior.deviation() - 0.2887).abs() < 1e-4);
        let known = Posterior {
            alpha: 9.0,
            beta: 3.0,
        };
        assert_eq!(known.mean(), 0.75);
        assert!(known.deviation() < prior.deviation());
    }

    #[test]
    fn draws_have_the_mean_and_the_deviation_of_the_reshaped_distribution() {
        for (alpha, beta) in [(1.0, 1.0), (1.0, 4.5), (7.25, 2.0), (40.0, 40.0)] {
            let posterior = Posterior { alpha, beta };
            let reshaped = Posterior {
                alpha: RESHAPE * alpha,
                beta: RESHAPE * beta,
            };
            let mut dice = Dice::new(1, "draws");
            let draws: Vec<f64> = (0..20_000).map(|_| posterior.draw(&mut dice)).collect();
            assert!(draws.iter().all(|draw| (0.0..=1.0).contains(draw)));
            let mean = draws.iter().sum::<f64>() / draws.len() as f64;
            let square = |draw: &f64| (draw - mean).powi(2);
            let variance = draws.iter().map(square).sum::<f64>() / draws.len() as f64;
            assert!(
                (mean - posterior.mean()).abs() < 0.01,
                "{posterior:?} {mean}"
            );
            let deviation = variance.sqrt();
            assert!(
                (deviation - reshaped.deviation()).abs() < 0.01,
                "{posterior:?} {deviation}"
            );
        }
    }
}
