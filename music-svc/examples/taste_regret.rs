//! Draws `docs/taste-regret.svg`: what learning is worth to listeners that do not exist.
//!
//! `cargo run -p music-svc --example taste_regret > docs/taste-regret.svg`

use std::{
    fmt::{self, Display, Formatter},
    io::{self, Write},
};

use music_svc::simulation::{self, Comparison, PLAYS};

const SEEDS: u64 = 100;
const WIDTH: f64 = 880.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 64.0;
const PLOT_WIDTH: f64 = 500.0;
const PLOT_HEIGHT: f64 = 360.0;
/// Readable on white for most kinds of colour vision (Okabe and Ito 2008).
const COLOURS: [&str; 5] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#7a5c00"];

/// The curves of all kinds of listeners.
struct Picture(Vec<Comparison>);

impl Picture {
    /// The top of the regret axis: the next ten.
    fn most(&self) -> f64 {
        let last = self.0.iter().map(|it| it.map[PLAYS - 1]);
        (last.fold(0.0, f64::max) / 10.0).ceil() * 10.0
    }

    fn y(&self, regret: f64) -> f64 {
        TOP + PLOT_HEIGHT * (1.0 - regret / self.most())
    }

    fn points(&self, curve: &[f64]) -> String {
        let point =
            |(play, regret): (usize, &f64)| format!("{:.1},{:.1}", x(play + 1), self.y(*regret));
        let points: Vec<String> = curve.iter().enumerate().map(point).collect();
        points.join(" ")
    }

    fn axes(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (right, bottom) = (LEFT + PLOT_WIDTH, TOP + PLOT_HEIGHT);
        for regret in (0..=self.most() as usize).step_by(10) {
            let y = self.y(regret as f64);
            writeln!(
                out,
                r##"<path d="M{LEFT} {y:.1}H{right}" stroke="#ddd"/><text x="{:.1}" y="{:.1}" text-anchor="end">{regret}</text>"##,
                LEFT - 8.0,
                y + 4.0
            )?;
        }
        for play in (0..=PLAYS).step_by(20) {
            writeln!(
                out,
                r#"<text x="{:.1}" y="{:.1}" text-anchor="middle">{play}</text>"#,
                x(play),
                bottom + 20.0
            )?;
        }
        writeln!(
            out,
            r##"<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#333"/>
<text x="{:.1}" y="{:.1}" text-anchor="middle">plays</text>
<text transform="translate(20 {:.1}) rotate(-90)" text-anchor="middle">cumulative regret (welcome songs missed)</text>"##,
            LEFT + PLOT_WIDTH / 2.0,
            bottom + 44.0,
            TOP + PLOT_HEIGHT / 2.0
        )
    }

    fn curves(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let legend = LEFT + PLOT_WIDTH + 24.0;
        for (index, (kind, colour)) in self.0.iter().zip(COLOURS).enumerate() {
            let y = TOP + 76.0 + 44.0 * index as f64;
            writeln!(
                out,
                r#"<polyline points="{}" stroke-dasharray="6 4" fill="none" stroke="{colour}" stroke-width="2"/>
<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2"/>
<rect x="{legend}" y="{:.1}" width="12" height="12" fill="{colour}"/>
<text x="{:.1}" y="{y:.1}">{}</text>
<text x="{:.1}" y="{:.1}" fill="{colour}">{:.1} → {:.1} ({:.0} %)</text>"#,
                self.points(&kind.map),
                self.points(&kind.taste),
                y - 10.0,
                legend + 20.0,
                kind.kind,
                legend + 20.0,
                y + 17.0,
                kind.map[PLAYS - 1],
                kind.taste[PLAYS - 1],
                100.0 * kind.share(),
            )?;
        }
        writeln!(
            out,
            r##"<path d="M{legend} {:.1}h30" stroke="#333" stroke-width="2" stroke-dasharray="6 4"/><text x="{:.1}" y="{:.1}">the map alone</text>
<path d="M{legend} {:.1}h30" stroke="#333" stroke-width="2"/><text x="{:.1}" y="{:.1}">with learning</text>"##,
            TOP + 8.0,
            legend + 40.0,
            TOP + 12.0,
            TOP + 32.0,
            legend + 40.0,
            TOP + 36.0
        )
    }
}

impl Display for Picture {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let sum = |curve: fn(&Comparison) -> &Vec<f64>| -> f64 {
            self.0.iter().map(|it| curve(it)[PLAYS - 1]).sum()
        };
        let share = 100.0 * sum(|it| &it.taste) / sum(|it| &it.map);
        let height = TOP + PLOT_HEIGHT + 64.0;
        writeln!(
            out,
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="system-ui, sans-serif" font-size="13" fill="#222" role="img">
<title>Cumulative regret of the map alone and with learning, for five kinds of listeners</title>
<rect width="{WIDTH}" height="{height}" fill="#fff"/>
<text x="{LEFT}" y="28" font-size="16" font-weight="600">After {PLAYS} plays learning leaves {share:.0} % of the map's regret</text>
<text x="{LEFT}" y="48">Mean of {SEEDS} simulated listeners of each kind, through the real ranking</text>"##
        )?;
        self.axes(out)?;
        self.curves(out)?;
        writeln!(out, "</svg>")
    }
}

fn x(play: usize) -> f64 {
    LEFT + PLOT_WIDTH * play as f64 / PLAYS as f64
}

fn main() -> anyhow::Result<()> {
    let picture = Picture(simulation::compare(SEEDS)?);
    write!(io::stdout(), "{picture}")?;
    Ok(())
}
